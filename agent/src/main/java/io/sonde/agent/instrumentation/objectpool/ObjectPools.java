package io.sonde.agent.instrumentation.objectpool;

import io.sonde.agent.instrumentation.SimpleName;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The pools that were used.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code listed[i]}</td><td>volatile</td><td>compare-and-set; in a race a pool is listed
 * twice, with the same handle</td><td>none</td></tr>
 * </table>
 */
final class ObjectPools {

  /** Pools that are known at the same time; further ones are not measured. */
  static final int MAX_POOLS = 2_000;

  /** Pools whose numbers are read. */
  private static final int MAX_LISTED = 512;

  /** Most applications have no more, and these are found without the side table. */
  private static final int FIRST_POOLS = 4;

  /** Whose pools are connection pools, or hold a connection's statements. */
  private static final String DBCP = "org.apache.commons.dbcp2.";

  private static final ObjectPool NOT_MEASURED =
      new ObjectPool(new WeakReference<>(null), null, null);

  private static final String JMX_KEY = "name=";

  /** What a pool is called that was given no name, with a number behind it. */
  private static final String JMX_UNNAMED = "pool";

  private final WeakIdentityTable<ObjectPool> pools;
  private final ObjectPoolNames names;
  private final AtomicReferenceArray<@Nullable ObjectPool> listed =
      new AtomicReferenceArray<>(MAX_LISTED);

  ObjectPools(WeakIdentityTable<ObjectPool> pools, ObjectPoolNames names) {
    this.pools = pools;
    this.names = names;
  }

  /** What is known of a pool; made when it is first used. */
  ObjectPool of(Object pool) {
    for (int i = 0; i < FIRST_POOLS; i++) {
      ObjectPool first = listed.get(i);
      if (first != null && first.is(pool)) {
        return first;
      }
    }
    ObjectPool known = pools.get(pool);
    return known != null ? known : add(pool);
  }

  /** The pools that are measured and whose numbers may be read. */
  List<ObjectPool> listed() {
    List<ObjectPool> found = new ArrayList<>();
    for (int i = 0; i < MAX_LISTED; i++) {
      ObjectPool pool = listed.get(i);
      if (pool != null) {
        found.add(pool);
      }
    }
    return found;
  }

  private ObjectPool add(Object pool) {
    ObjectPool added = pools.size() < MAX_POOLS ? made(pool) : NOT_MEASURED;
    // a table that is full refuses it, and counts that
    boolean unusedIfFull = pools.add(pool, added);
    return added;
  }

  private ObjectPool made(Object pool) {
    PoolKind kind = PoolKind.of(pool.getClass());
    Object factory = kind == null ? null : kind.factoryOf(pool);
    if (factory != null && isOfConnections(factory.getClass())) {
      return NOT_MEASURED;
    }
    ObjectPoolHandle handle = names.claim(nameOf(pool, factory), pool);
    ObjectPool made = new ObjectPool(new WeakReference<>(pool), kind, handle);
    list(made);
    return made;
  }

  private void list(ObjectPool made) {
    for (int i = 0; i < MAX_LISTED; i++) {
      ObjectPool old = listed.get(i);
      if ((old == null || old.is(null)) && listed.compareAndSet(i, old, made)) {
        return;
      }
    }
  }

  private static boolean isOfConnections(Class<?> factory) {
    for (Class<?> c = factory; c != null; c = c.getSuperclass()) {
      if (c.getName().startsWith(DBCP)) {
        return true;
      }
    }
    return false;
  }

  private static String nameOf(Object pool, @Nullable Object factory) {
    String given = givenName(String.valueOf(PoolKind.jmxName(pool)));
    if (!given.isEmpty()) {
      return given;
    }
    Object named = factory != null && PoolKind.isOfLibrary(pool.getClass()) ? factory : pool;
    return SimpleName.of(named.getClass().getName());
  }

  /** The name that an application gave to its pool; empty if it gave none. */
  static String givenName(String jmxName) {
    int colon = jmxName.indexOf(':');
    int at = jmxName.indexOf(JMX_KEY, colon);
    while (at > 0 && jmxName.charAt(at - 1) != ',' && at - 1 != colon) {
      at = jmxName.indexOf(JMX_KEY, at + 1);
    }
    if (colon < 0 || at < 0) {
      return "";
    }
    int comma = jmxName.indexOf(',', at);
    String name = jmxName.substring(at + JMX_KEY.length(), comma < 0 ? jmxName.length() : comma);
    return isUnnamed(name) ? "" : name;
  }

  private static boolean isUnnamed(String name) {
    if (!name.startsWith(JMX_UNNAMED)) {
      return name.isEmpty();
    }
    for (int i = JMX_UNNAMED.length(); i < name.length(); i++) {
      if (!Character.isDigit(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
