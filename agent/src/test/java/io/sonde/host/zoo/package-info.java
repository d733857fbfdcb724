/**
 * A program that tests run in a JVM of its own, behind one kind of class loader or beside other
 * agents.
 *
 * <p>It stands outside {@code io.sonde.agent}, because classes of that package are never woven.
 */
package io.sonde.host.zoo;
