/**
 * The only classes of Sonde on the system class path of the target: the entry point, the jar in
 * memory and the isolated loader of all the rest.
 */
package io.sonde.agent.launch;
