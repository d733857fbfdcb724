/** The rules of the house that a machine can hold. */
package io.sonde.agent.architecture;
