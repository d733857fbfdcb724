/** A program that tests run in a JVM of its own, with the caches of one age. */
package io.sonde.host.cache;
