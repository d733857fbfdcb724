/**
 * What web applications of frameworks consist of that tests deploy on real servers.
 *
 * <p>It stands outside {@code io.sonde.agent}, because classes of that package are never woven.
 */
package io.sonde.host.framework;
