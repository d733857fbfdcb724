/** From the entry point to a running agent, and back: the composition root and what it starts. */
package io.sonde.agent.start;
