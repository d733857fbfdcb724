/** A program that tests run in a JVM of its own: many names of everything that has names. */
package io.sonde.host.labels;
