/**
 * A program that tests run in a JVM of its own: the JDK's HTTP server and its callers.
 *
 * <p>It stands outside {@code io.sonde.agent}, because classes of that package are never woven.
 */
package io.sonde.host.httpserver;
