/**
 * Spring's caches, from Spring 4.3 on: a cache of Caffeine that Spring manages is recorded under
 * the name that Spring knows it by ({@code @Cacheable("books")}), and counted by Caffeine's
 * package; one on a plain map ({@code ConcurrentMapCache}) is counted here.
 *
 * <p><b>Woven</b>: {@code CaffeineCacheManager.createCaffeineCache} and {@code adaptCaffeineCache},
 * which make each cache of that manager, and {@code AbstractCacheManager.decorateCache}, which each
 * cache passes that is handed to another one ({@code SimpleCacheManager}); {@code
 * ConcurrentMapCache.lookup}, which each {@code get} of a key calls, {@code put} and {@code
 * putIfAbsent}.
 *
 * <p><b>Metrics</b> of a {@code ConcurrentMapCache}: those of the package above; it has no
 * evictions. A value that is null and was put is a hit.
 *
 * <p><b>Not measured</b>: {@code get(key, loader)} of a {@code ConcurrentMapCache}, which is
 * {@code @Cacheable(sync = true)}: from Spring 5 on it tells nobody whether it found something
 * (before, its hits and puts are counted). <b>Not named</b>: caches of Caffeine that were used
 * before they were handed to a manager; Caffeine's asynchronous caches.
 */
package io.sonde.agent.instrumentation.cache.spring;
