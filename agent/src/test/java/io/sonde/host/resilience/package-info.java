/** A program that tests run in a JVM of its own, with a resilience library of one age. */
package io.sonde.host.resilience;
