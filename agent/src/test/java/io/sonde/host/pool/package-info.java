/** A program that tests run in a JVM of its own, with the connection pools of one age. */
package io.sonde.host.pool;
