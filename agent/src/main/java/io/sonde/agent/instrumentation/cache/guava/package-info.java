/**
 * Guava's caches: {@code CacheBuilder.build}, with and without a loader.
 *
 * <p><b>Woven</b>, in {@code com.google.common.cache}:
 *
 * <ul>
 *   <li>{@code LocalCache.getIfPresent}, {@code get(key, loader)}, {@code getAllPresent} and {@code
 *       getAll}, to know whose records follow; {@code recordHits}, {@code recordMisses}, {@code
 *       recordLoadSuccess} and {@code recordLoadException} of {@code
 *       AbstractCache.SimpleStatsCounter} and of the counter that takes its place without
 *       statistics ({@code CacheBuilder$1}), which the library calls either way.
 *   <li>{@code LocalCache.put} and {@code putIfAbsent}; {@code
 *       LocalCache$Segment.storeLoadedValue}, which tells whether a loaded value was stored.
 *   <li>{@code LocalCache$Segment.enqueueNotification}, which every removed entry passes with the
 *       cause of its removal.
 * </ul>
 *
 * <p><b>Metrics</b>: those of the package above. Hits, misses and evictions are those of {@code
 * recordStats()}. Puts are calls of {@code put}, {@code putAll} for each entry, {@code putIfAbsent}
 * that wrote, and loaded and refreshed values that were stored. Loads are those of {@code
 * recordStats()} that the calling thread made, with the library's durations.
 *
 * <p><b>Not measured</b>: {@code replace}, {@code compute} and {@code merge} of {@code asMap()}.
 */
package io.sonde.agent.instrumentation.cache.guava;
