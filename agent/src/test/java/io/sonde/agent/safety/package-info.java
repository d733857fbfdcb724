/** Proofs, on forked JVMs, that a host runs with Sonde as it runs without. */
package io.sonde.agent.safety;
