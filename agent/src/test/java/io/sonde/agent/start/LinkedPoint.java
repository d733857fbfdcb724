package io.sonde.agent.start;

/** A record that is loaded again in a loader of its own, which no nest mate could be. */
record LinkedPoint(int x, String name) {}
