/**
 * How classes are rewritten: a {@link io.sonde.agent.weaving.ClassGlance} at the bytes of each
 * class that loads, {@link io.sonde.agent.weaving.Weaver} for the few candidates, {@link
 * io.sonde.agent.weaving.LoadedClasses} for those that were there first.
 *
 * <p>Byte Buddy is named in this package and in the advice of the technologies only.
 */
package io.sonde.agent.weaving;
