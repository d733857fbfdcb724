/**
 * On-demand profiles of the JVM that this code runs in.
 *
 * <p>{@link io.sonde.profiler.Profiler} captures one profile at a time: where CPU time goes or
 * where memory is allocated, as a flame graph or as collapsed stacks. The samples come from
 * async-profiler, whose native library is extracted and loaded on the first capture and not before.
 *
 * <p>What is not measured: waiting, locks and live objects; stacks deeper than 512 frames are cut
 * at the root; allocation that the JIT compiler removed does not happen and is not seen.
 *
 * <p>What the target's operator may rely on: nothing is printed, no file survives a capture, the
 * recording never holds system properties or the command line, a profiler session that somebody
 * else started is neither stopped nor read, and commands are built from enums and numbers only.
 *
 * <p>The classes {@code one.profiler}, {@code one.jfr} and {@code one.convert}, the resources
 * {@code libs/libasyncProfiler-*} and {@code flame.html} must be visible to the loader of this
 * package under their own names: native methods bind by class name.
 */
@NullMarked
package io.sonde.profiler;

import org.jspecify.annotations.NullMarked;
