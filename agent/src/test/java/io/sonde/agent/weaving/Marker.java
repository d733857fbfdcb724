package io.sonde.agent.weaving;

/** The type that the rules of these tests are marked by. */
interface Marker {

  Object call(Object argument);
}
