/**
 * The names of Spring's caches, from Spring 4.3 on: a cache of Caffeine that Spring manages is
 * recorded under the name that Spring knows it by ({@code @Cacheable("books")}). Nothing is counted
 * here; the library below counts.
 *
 * <p><b>Woven</b>: {@code CaffeineCacheManager.createCaffeineCache} and {@code adaptCaffeineCache},
 * which make each cache of that manager, and {@code AbstractCacheManager.decorateCache}, which each
 * cache passes that is handed to another one ({@code SimpleCacheManager}).
 *
 * <p><b>Not named</b>: caches that were used before they were handed to a manager; Caffeine's
 * asynchronous caches; Spring's caches on a plain map ({@code ConcurrentMapCache}), which nothing
 * counts.
 */
package io.sonde.agent.instrumentation.cache.spring;
