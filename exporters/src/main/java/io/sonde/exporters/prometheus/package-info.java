/**
 * The scrape: {@link io.sonde.exporters.prometheus.RegistryCollector} feeds Prometheus'
 * simpleclient from the registry, and simpleclient's own HTTP handler writes text format 0.0.4 or
 * OpenMetrics 1.0.0 as {@code Accept} asks.
 *
 * <p>No {@code _created} samples are written: in 0.0.4 they would be families of their own.
 */
@NullMarked
package io.sonde.exporters.prometheus;

import org.jspecify.annotations.NullMarked;
