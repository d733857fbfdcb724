/**
 * Ehcache from version 3.0 on: caches of a manager, of one's own, and those of JCache ({@code
 * javax.cache}) whose provider is Ehcache, which are Ehcache's underneath and are counted there,
 * once.
 *
 * <p><b>Woven</b>:
 *
 * <ul>
 *   <li>{@code org.ehcache.core.Ehcache}, {@code EhcacheWithLoaderWriter} (before version 3.7) and
 *       {@code EhcacheBase} (from 3.5 on): {@code init} and the common operations, to know which
 *       caches are used, and the operations that may load values ({@code get}, {@code
 *       getAllInternal}, which is JCache's {@code getAll} too, {@code putIfAbsent}, {@code replace}
 *       and {@code remove(key, value)}), to know whose loads follow; of JCache, {@code loadAll} and
 *       {@code invoke} of {@code org.ehcache.jsr107.Eh107Cache} as well. Nothing is counted there:
 *       Ehcache counts its operations whether or not anybody asks, and is read once a second.
 *   <li>{@code load(key)} and {@code loadAll(keys)} of the application's {@code
 *       org.ehcache.spi.loaderwriter.CacheLoaderWriter} and {@code
 *       javax.cache.integration.CacheLoader}, which Ehcache calls in lambdas and classes without
 *       names that differ from version to version.
 *   <li>{@code EhcacheManager.createNewEhcache}, for the alias of a cache, which is its name.
 *   <li>{@code evict} and {@code fireOnExpirationEvent} of {@code OnHeapStore}, {@code
 *       onExpiration} of {@code AbstractOffHeapStore} and {@code onEviction} of its listener: what
 *       the lowest tier gives up, which recent versions do not count by themselves. What an upper
 *       tier gives up is still in the cache and no eviction.
 * </ul>
 *
 * <p><b>Metrics</b>: those of the package above. Hits, misses and puts are Ehcache's own statistics
 * ({@code CacheStatistics}, and of JCache {@code CacheStatisticsMXBean}): {@code putIfAbsent},
 * {@code replace} and the conditional {@code remove} are hits or misses as well, and values that a
 * loader yields are no puts. The size is that of the lowest tier. They are those of the last
 * second, and what was counted between the last look and a cache's being collected is missing.
 *
 * <p>A load is a call of the application's loader by a cache, as long as the call lasts; Ehcache
 * calls it on the thread that asks, JCache's {@code loadAll} included. A call of {@code loadAll} is
 * one load, but Ehcache calls it with one key at a time. A load fails if it throws, and if it
 * yields nothing: null, a map that is empty or has null for its one key (of the common maps of the
 * JDK; others are not asked). Of loaders that call one another the outermost counts; Ehcache's own
 * around them (JCache's, those that write behind) do not. A loader that the application itself
 * calls within such an operation, when it writes a value or is told of an event, counts as well.
 *
 * <p><b>Not measured</b>: evictions and sizes of clustered tiers; of caches that share a pool of
 * resources; loads by a class that has the interface from a class above it and declares none of the
 * exceptions of loaders; other providers of JCache, unless they are built on a library that is
 * measured.
 */
package io.sonde.agent.instrumentation.cache.ehcache;
