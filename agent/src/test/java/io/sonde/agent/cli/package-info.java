/** The parts of the command line that need no other process. */
package io.sonde.agent.cli;
