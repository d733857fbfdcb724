/**
 * The JVM, process and system meters, by Micrometer's binders and under Micrometer's names.
 *
 * <p>Bound on a daemon thread after the start. Only single MXBean getters are used: the platform
 * MBean server and {@code java.util.logging} stay as the application left them (a forked test holds
 * this).
 */
@NullMarked
package io.sonde.exporters.jvm;

import org.jspecify.annotations.NullMarked;
