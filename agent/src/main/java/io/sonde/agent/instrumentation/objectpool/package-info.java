/**
 * Pools of objects: Commons Pool 2, by itself and in what is built on it (Jedis, clients of message
 * brokers and of directories).
 *
 * <h2>What is measured</h2>
 *
 * <p>Of {@code org.apache.commons.pool2.impl.GenericObjectPool} and {@code GenericKeyedObjectPool}
 * (2.0 to 2.13), their subclasses among them:
 *
 * <ul>
 *   <li>{@code borrowObject} with a time to wait, which the others call; the outermost call of a
 *       pool, whether it returns or throws;
 *   <li>from its return to the beginning of the first {@code returnObject} or {@code
 *       invalidateObject} of the object that it returned;
 *   <li>the pool's own {@code create} and {@code destroy}, on whatever thread;
 *   <li>the pool's numbers.
 * </ul>
 *
 * <h2>Metrics</h2>
 *
 * <p>All with the label {@code object_pool_name}. They are those of connection pools under another
 * name: the convention that names those speaks of databases alone, and a pool of parsers is none.
 *
 * <ul>
 *   <li>{@code object_pool_wait_time_seconds}: time in {@code borrowObject}, failures and time-outs
 *       included, and what it takes to create, activate and validate an object;
 *   <li>{@code object_pool_use_time_seconds}: time an object was lent; one that never comes back is
 *       never recorded;
 *   <li>{@code object_pool_create_time_seconds}: time the pool took to create an object
 *       (successes); where a pool at its limit waited for another creation that then failed, this
 *       wait too;
 *   <li>{@code object_pool_timeouts_total}: calls of {@code borrowObject} that got nothing because
 *       the pool was exhausted, after a wait or without one. An object that could not be activated
 *       or validated, for which the same exception is thrown, is none: the pool had not been
 *       exhausted;
 *   <li>{@code object_pool_destroyed_total}: objects that the pool gave up, for whatever reason;
 *   <li>{@code object_pool_objects} with {@code object_pool_state} {@code used} or {@code idle},
 *       {@code object_pool_max} (not where there is no limit), {@code object_pool_idle_min} (not of
 *       keyed pools, which have one per key), {@code object_pool_pending_requests}: read about once
 *       a second, and gone when the pool is closed or collected. They are left out if a subclass
 *       overrides one of the getters: it is the application's code.
 * </ul>
 *
 * <p>Time in {@code borrowObject} counts for a request as time in {@code getConnection} does.
 *
 * <h2>Names</h2>
 *
 * <p>The name under which the pool is registered with JMX, if the application gave it one ({@code
 * jmxNamePrefix}); else the simple name of the pool's class ({@code JedisPool}), and where this is
 * the library's own, of its factory's ({@code JedisFactory} in Jedis before 4); {@code -2}, {@code
 * -3} for further ones that live at the same time. The name of a pool that was closed or collected
 * is free again. Keys are the application's data and no label: a keyed pool is one pool.
 *
 * <h2>What is NOT measured</h2>
 *
 * <ul>
 *   <li>pools whose factory is a class of Commons DBCP or extends one: they are measured as the
 *       connection pools that they are, or hold a connection's statements;
 *   <li>{@code SoftReferenceObjectPool}: it has no limit, so nobody waits;
 *   <li>who holds objects of an empty pool, and for how long: that is shown of connections;
 *   <li>copies of the library under a relocated package; other libraries of pools.
 * </ul>
 */
package io.sonde.agent.instrumentation.objectpool;
