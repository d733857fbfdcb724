/**
 * Caches, whichever library they are of: the caches that are used, under names, and their meters.
 * Each package below this one weaves one library and knows nothing of the others; what they share
 * is {@link io.sonde.agent.instrumentation.cache.Caches}.
 *
 * <p><b>Metrics</b>, none of which needs the application to switch statistics on:
 *
 * <ul>
 *   <li>{@code cache_gets_total}, labels {@code cache}, {@code result} = {@code hit} or {@code
 *       miss}: what the library itself would count if it recorded statistics, once for each key
 *       where several are asked for.
 *   <li>{@code cache_puts_total}, label {@code cache}: values that were written, by a call or by a
 *       load; from which calls on is said by the package of each library.
 *   <li>{@code cache_evictions_total}, label {@code cache}: entries that the cache gave up by
 *       itself, for its size, for their age or because they were collected.
 *   <li>{@code cache_load_duration_seconds}, labels {@code cache}, {@code result} = {@code success}
 *       or {@code failure} (an exception, or no value): how many values were loaded because a key
 *       was not there, and how long that took in all; where the cache's library tells.
 *   <li>{@code cache_size}, label {@code cache}: entries, as the cache estimates them when it is
 *       read.
 * </ul>
 *
 * <p><b>Name</b>: a cache of Ehcache has its alias, which is JCache's name for it, and one that
 * Spring manages has Spring's. The other libraries' caches have none. Any other is called after the
 * class of the application that uses it first, {@code ProductStore}, and {@code ProductStore-2} and
 * so on where several of a name live at the same time. When a cache is collected, the next one with
 * its name continues its counters. At most 16 of a name and 256 in all have names; the rest is
 * {@code other}, without a size.
 *
 * <p><b>Not measured</b>: copies of a library under another package name (shaded ones).
 */
package io.sonde.agent.instrumentation.cache;
