/**
 * The server inside the target: one port for metrics, health, API and dashboard.
 *
 * <p>The transport is the JDK's {@code com.sun.net.httpserver.HttpServer}; its prefix matching, its
 * missing deadlines and its trust in any {@code Host} are made good here. The order of checks on a
 * request: size of its head, {@code Host}, exact route (404), method (405), cross-site, token,
 * body.
 *
 * <p>Not bounded, because the JDK's server offers no way per instance: connections on which no byte
 * has been sent. They hold a file descriptor, no thread, and the JDK closes idle ones.
 */
@NullMarked
package io.sonde.exporters.http;

import org.jspecify.annotations.NullMarked;
