/**
 * Ehcache from version 3.0 on: caches of a manager, of one's own, and those of JCache ({@code
 * javax.cache}) whose provider is Ehcache, which are Ehcache's underneath and are counted there,
 * once.
 *
 * <p><b>Woven</b>:
 *
 * <ul>
 *   <li>{@code org.ehcache.core.Ehcache}, {@code EhcacheWithLoaderWriter} (before version 3.9) and
 *       {@code EhcacheBase} (from 3.7 on): {@code init} and the common operations, to know which
 *       caches are used. Nothing is counted there: Ehcache counts its operations whether or not
 *       anybody asks, and is read once a second.
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
 * <p><b>Not measured</b>: evictions and sizes of clustered tiers; of caches that share a pool of
 * resources; other providers of JCache, unless they are built on a library that is measured.
 */
package io.sonde.agent.instrumentation.cache.ehcache;
