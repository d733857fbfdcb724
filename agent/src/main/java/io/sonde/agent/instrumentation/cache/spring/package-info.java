/**
 * Spring's caches, from Spring 4.3 on: a cache of Caffeine that Spring manages is recorded under
 * the name that Spring knows it by ({@code @Cacheable("books")}), and counted by Caffeine's
 * package; one on a plain map ({@code ConcurrentMapCache}) is counted here.
 *
 * <p><b>Woven</b>: {@code CaffeineCacheManager.createCaffeineCache} and {@code adaptCaffeineCache},
 * which make each cache of that manager, and {@code AbstractCacheManager.decorateCache}, which each
 * cache passes that is handed to another one ({@code SimpleCacheManager}); {@code
 * ConcurrentMapCache.lookup}, which each {@code get} of a key calls, {@code put}, {@code
 * putIfAbsent}, {@code get(key, loader)} ({@code @Cacheable(sync = true)}) and {@code
 * toStoreValue}, which tells that the loader has yielded a value.
 *
 * <p><b>Metrics</b> of a {@code ConcurrentMapCache}: those of the package above; it has no
 * evictions. A value that is null and was put is a hit. Loads are those of {@code get(key,
 * loader)}; their durations are those of the whole call, a wait for another thread that writes the
 * same part of the map included. A loader that throws is a failure; one that yields null is none,
 * for that is stored.
 *
 * <p><b>Not measured</b>: the asynchronous {@code retrieve} of a {@code ConcurrentMapCache} (from
 * Spring 6.1 on), but for the key that it looks up first. <b>Not named</b>: caches of Caffeine that
 * were used before they were handed to a manager; Caffeine's asynchronous caches.
 */
package io.sonde.agent.instrumentation.cache.spring;
