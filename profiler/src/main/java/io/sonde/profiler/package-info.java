/**
 * Profiles of the JVM that this code runs in: on demand, all the time, compared, per route.
 *
 * <p>{@link io.sonde.profiler.Profiler} is the way in. A session samples with the first engine that
 * can: async-profiler, whose native library is extracted and loaded when it is first needed; the
 * JDK's flight recorder; thread dumps. What they record becomes a tree of stacks for each event
 * (CPU time, allocation, lock waiting, wall-clock time, live objects), and from trees all documents
 * are written: flame graphs, collapsed stacks, pprof, hotspot reports, differences. Every answer
 * names its engine, its bias, and why better engines were not taken.
 *
 * <p>The continuous mode keeps slices of a minute, for an hour, in 32 MB, and brakes if it costs
 * more than 1 %.
 *
 * <p>What is not measured: stacks deeper than 512 frames are cut at the root; allocation that the
 * JIT compiler removed does not happen and is not seen; line numbers are not kept; samples of
 * virtual threads have no route, because they are taken of their carriers.
 *
 * <p>What the target's operator may rely on: nothing is printed, no file survives a session,
 * recordings never hold system properties or the command line, a profiler session that somebody
 * else started is neither stopped nor read, commands are built from enums and numbers only, and the
 * LogManager and the platform MBean server are left to the application.
 *
 * <p>The classes {@code one.profiler}, {@code one.jfr}, {@code one.convert}, {@code one.heatmap}
 * and {@code one.proto}, the resources {@code libs/libasyncProfiler-*}, {@code flame.html} and
 * {@code heatmap.html} must be visible to the loader of this package under their own names: native
 * methods bind by class name.
 */
@NullMarked
package io.sonde.profiler;

import org.jspecify.annotations.NullMarked;
