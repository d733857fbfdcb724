/**
 * The libraries people run, by kind: one contract test each, on every JDK found, with the oldest
 * and the newest version.
 *
 * <p>A kind is a pair of executions in the pom, {@code KIND-oldest} and {@code KIND-newest}, that
 * copy jars; a program in {@code io.sonde.host} that uses every library of the kind in the same way
 * and prints what it counted and measured itself; and a test here that compares it with what Sonde
 * says.
 */
package io.sonde.agent.matrix;
