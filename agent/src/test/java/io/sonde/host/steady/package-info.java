/**
 * A program that tests run in a JVM of its own and that makes the same calls again and again, with
 * libraries of every kind, to see what they allocate.
 */
package io.sonde.host.steady;
