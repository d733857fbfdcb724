/**
 * Caffeine from version 2.0 on: {@code Cache}, {@code LoadingCache} and the asynchronous ones, and
 * with them what Spring and others build on Caffeine.
 *
 * <p><b>Woven</b>, in {@code com.github.benmanes.caffeine.cache}:
 *
 * <ul>
 *   <li>{@code stats.DisabledStatsCounter}, {@code ConcurrentStatsCounter} and {@code
 *       GuardedStatsCounter}: {@code recordHits}, {@code recordMisses} and {@code recordEviction},
 *       which the library calls whether or not statistics are on. They are shared by all caches;
 *       whose record it is says {@code statsCounter()}, which the library calls right before, and
 *       in {@code UnboundedLocalCache}, which does not, {@code getIfPresent} and {@code
 *       getAllPresent}.
 *   <li>{@code computeIfAbsent} of both kinds of cache, through which {@code get} with a function
 *       and every loading cache go. Without statistics the library does not record its misses: it
 *       is a miss if the library asked {@code isRecordingStats()}, which it does once it has found
 *       nothing, and no hit followed. A hit that the function itself has on the same cache is told
 *       from the call's own by the write ({@code afterWrite}) that follows the function.
 *   <li>{@code put} and {@code putIfAbsent} of both.
 *   <li>{@code LocalManualCache.bulkLoad} and {@code LocalLoadingCache.bulkLoad}, whichever a
 *       version has, through which {@code getAll} loads many keys at once, and {@code
 *       recordLoadSuccess} and {@code recordLoadFailure} of the counters, which tell how that ended
 *       whether or not statistics are on.
 *   <li>{@code replace(key, old, new)} and {@code remove(key, value)} of both kinds, with which the
 *       library ends the loads of asynchronous caches.
 * </ul>
 *
 * <p><b>Metrics</b>: those of the package above. Hits, misses and evictions are those of {@code
 * recordStats()}. Puts are calls of {@code put}, {@code putAll} for each entry, {@code putIfAbsent}
 * that wrote, and loads that yielded a value; of an asynchronous cache the future counts, when it
 * is put. A load is a call of {@code computeIfAbsent}'s function, from when the cache had found
 * nothing to when the value was stored, of an asynchronous cache to when the future was complete;
 * many keys at once are one load, as in the library's statistics, which fails if it yields nothing.
 *
 * <p><b>Not measured</b>: what {@code asMap()} computes otherwise than by {@code computeIfAbsent},
 * and that of an asynchronous cache at all; refreshing; loads of many keys at once by an
 * asynchronous cache, whose begin the library does not keep; futures that are put, which are no
 * loads; more than 65,536 asynchronous loads at a time, which the side table counts; {@code
 * replace}; the puts of {@code putAll} of an unbounded cache before version 3; keys that a failed
 * {@code getAll} never came to.
 */
package io.sonde.agent.instrumentation.cache.caffeine;
