package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Finds the pool for which a connection was opened, and records how long that took.
 *
 * <p>What opens connections ({@link Opener}) is seldom the data source that gives a pool its name,
 * and does not know it. So the data source is looked for among those that were asked for a
 * connection: the one that the current thread asks, else one that has been asked before. A pool
 * that fills itself before anybody asked it has none yet; its first {@value #MAX_PARKED} creations
 * are kept until it has.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code isParked}</td><td>volatile</td><td>volatile; true after a creation was
 * kept</td><td>none</td></tr>
 * <tr><td>{@code Parked.source}</td><td>volatile</td><td>volatile; before what was kept is
 * taken</td><td>none</td></tr>
 * <tr><td>{@code Parked.nanos[i]}</td><td>get-and-set 0: who gets another value records
 * it</td><td>volatile, once; {@code source} is read after it</td><td>none</td></tr>
 * <tr><td>{@code Parked.size}</td><td>volatile</td><td>atomic</td><td>none</td></tr>
 * </table>
 */
final class Creations {

  /** How many creations are kept for a pool that is not known yet. */
  static final int MAX_PARKED = 128;

  /** How many things that open connections are remembered. */
  static final int MAX_OPENERS = 512;

  private final DataSources dataSources;
  private final WeakIdentityTable<Parked> openers;
  private final PoolMeters meters;
  private volatile boolean isParked;

  Creations(DataSources dataSources, WeakIdentityTable<Parked> openers, PoolMeters meters) {
    this.dataSources = dataSources;
    this.openers = openers;
    this.meters = meters;
  }

  /**
   * Records that a connection was opened.
   *
   * @param self the object whose method opened it
   * @param asked the number of the data source that the thread asks for a connection, or another
   */
  void record(Object self, long asked, long elapsedNanos) {
    Opener kind = Opener.of(self.getClass());
    Object opener = kind == null ? null : kind.keyOf(self);
    if (kind == null || opener == null) {
      return;
    }
    if (PoolSource.of(opener.getClass()) != null) {
      record(dataSources.of(opener), elapsedNanos);
      return;
    }
    DataSources.Source source = dataSources.numbered(asked);
    boolean isAsked = source != null && isOpenedBy(source, opener);
    if (kind.isShared()) {
      DataSources.Source found = isAsked ? source : find(opener);
      if (found != null) {
        record(found, elapsedNanos);
      }
      return;
    }
    Parked parked = parked(opener);
    if (isAsked) {
      parked.source = source;
    } else if (parked.source == null) {
      parked.source = find(opener);
    }
    park(parked, elapsedNanos);
  }

  /** Keeps a creation, and records what is kept as soon as the data source is known. */
  private void park(Parked parked, long elapsedNanos) {
    DataSources.Source known = parked.source;
    if (known != null) {
      record(known, elapsedNanos);
      return;
    }
    if (!parked.add(elapsedNanos)) {
      meters.refuseCreation();
      return;
    }
    isParked = true;
    // it may have become known in between, by a thread that has found nothing here
    drain(parked);
  }

  /** Looks for the pools of what is kept; called about once a second by a thread of ours. */
  void refresh() {
    if (isParked) {
      isParked = false;
      openers.forEach(this::resolve);
    }
  }

  private void resolve(Parked parked) {
    Object opener = parked.opener.get();
    if (parked.source == null && opener != null) {
      parked.source = find(opener);
    }
    drain(parked);
    if (parked.source == null && parked.size.get() > 0) {
      isParked = true;
    }
  }

  private void drain(Parked parked) {
    DataSources.Source known = parked.source;
    if (known != null) {
      int size = Math.min(parked.size.get(), MAX_PARKED);
      for (int i = 0; i < size; i++) {
        long elapsedNanos = parked.nanos.getAndSet(i, 0L);
        if (elapsedNanos != 0L) {
          record(known, elapsedNanos);
        }
      }
    }
  }

  private void record(DataSources.Source source, long elapsedNanos) {
    Object dataSource = source.reference.get();
    PoolHandle handle =
        dataSource == null ? source.handle() : dataSources.handle(source, dataSource);
    if (handle != null) {
      handle.recordCreation(elapsedNanos);
    }
  }

  private Parked parked(Object opener) {
    Parked known = openers.get(opener);
    if (known != null) {
      return known;
    }
    Parked added = new Parked(opener);
    boolean unusedIfFull = openers.add(opener, added);
    return added;
  }

  /**
   * The data source of a pool, or null. Only one that has been recorded under its name: Commons
   * DBCP's has another one inside, which never is.
   */
  private DataSources.@Nullable Source find(Object opener) {
    for (DataSources.Source source : dataSources.pools()) {
      if (source.handle() != null && isOpenedBy(source, opener)) {
        return source;
      }
    }
    return null;
  }

  private static boolean isOpenedBy(DataSources.Source source, Object opener) {
    Object dataSource = source.reference.get();
    return source.pool != null && dataSource != null && source.pool.isOpenedBy(dataSource, opener);
  }

  /** What opens the connections of one pool, and the creations that wait for the pool's name. */
  static final class Parked {

    private final WeakReference<Object> opener;
    private final AtomicLongArray nanos = new AtomicLongArray(MAX_PARKED);
    private final AtomicInteger size = new AtomicInteger();
    private volatile DataSources.@Nullable Source source;

    private Parked(Object opener) {
      this.opener = new WeakReference<>(opener);
    }

    /** Keeps a creation; false if there is no room. */
    private boolean add(long elapsedNanos) {
      if (size.get() >= MAX_PARKED) {
        return false;
      }
      int place = size.getAndIncrement();
      if (place >= MAX_PARKED) {
        return false;
      }
      nanos.set(place, Math.max(1L, elapsedNanos));
      return true;
    }
  }
}
