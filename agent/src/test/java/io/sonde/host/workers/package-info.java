/** A program that tests run in a JVM of its own, with the executors of libraries of one age. */
package io.sonde.host.workers;
