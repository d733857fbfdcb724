/** A program that tests run in a JVM of its own, with Commons Pool and Jedis of one age. */
package io.sonde.host.objectpool;
