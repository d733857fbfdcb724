/**
 * The command line against real processes: attach, look, detach, and the causes that {@code doctor}
 * knows.
 */
package io.sonde.agent.attach;
