/**
 * How classes are rewritten: a {@link io.sonde.agent.weaving.ClassGlance} at the bytes of each
 * class that loads, {@link io.sonde.agent.weaving.Weaver} for the few candidates, {@link
 * io.sonde.agent.weaving.LoadedClasses} for those that were there first.
 *
 * <p>Of Byte Buddy, advice has the annotations; this package reads them, and class files, with the
 * ASM that it carries.
 */
package io.sonde.agent.weaving;
