/**
 * Servers in the process of a program that tests run in a JVM of its own.
 *
 * <p>Compiled against the {@code jakarta} servlet API; a test turns the classes into those of
 * {@code javax} for servers that have it.
 */
package io.sonde.host.embedded;
