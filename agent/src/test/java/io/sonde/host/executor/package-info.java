/**
 * Applications with thread pools that forked tests run under Sonde.
 *
 * <p>They stand outside {@code io.sonde.agent}, because classes of that package are never woven.
 */
package io.sonde.host.executor;
