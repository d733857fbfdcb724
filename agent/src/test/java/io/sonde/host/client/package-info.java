/**
 * A program that tests run in a JVM of its own, with the HTTP clients of one age.
 *
 * <p>It stands outside {@code io.sonde.agent}, because classes of that package are never woven.
 */
package io.sonde.host.client;
