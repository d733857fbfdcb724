/** A program that tests run in a JVM of its own, with the JDBC drivers of one age. */
package io.sonde.host.driver;
