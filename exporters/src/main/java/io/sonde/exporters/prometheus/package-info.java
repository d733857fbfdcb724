/**
 * The scrape: {@link io.sonde.exporters.prometheus.ExpositionWriter} writes text format 0.0.4 or
 * OpenMetrics 1.0.0, as {@code Accept} asks, straight from the registry. {@link
 * io.sonde.exporters.prometheus.RegistryCollector} feeds Prometheus' simpleclient, whose own HTTP
 * handler answers requests for single names and whose text is what the writer is tested against.
 *
 * <p>No {@code _created} samples are written: in 0.0.4 they would be families of their own.
 */
@NullMarked
package io.sonde.exporters.prometheus;

import org.jspecify.annotations.NullMarked;
