package io.sonde.agent.instrumentation;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * State that belongs to objects of the application, by identity, without keeping them alive.
 *
 * <p>No method blocks, locks or calls a method of a key. Several values may be held for one key; a
 * removal takes one of them. When {@code maxEntries} are held, further ones are dropped and
 * counted.
 *
 * <p>Structure: a fixed array of chains. A link is immutable but for its entry's value; adding puts
 * a link in front of the chain by compare-and-set, removing claims the value by compare-and-set and
 * leaves an empty link, which the next addition to that chain (or {@link #expunge}) drops by
 * rebuilding the chain's front.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code chains[i]}</td><td>volatile</td><td>compare-and-set</td><td>none</td></tr>
 * <tr><td>{@code Entry.value}</td><td>volatile</td><td>compare-and-set to null, once</td><td>none</td></tr>
 * <tr><td>{@code size}</td><td>volatile, approximate</td><td>atomic, by whoever claims a value</td><td>none</td></tr>
 * </table>
 *
 * @param <V> type of the values; they must not refer to the key
 */
public final class WeakIdentityTable<V> {

  private static final int CHAINS = 1 << 13;

  private final String name;
  private final int maxEntries;
  private final Consumer<V> collected;
  private final AtomicReferenceArray<@Nullable Link<V>> chains = new AtomicReferenceArray<>(CHAINS);
  private final AtomicInteger size = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();

  /** Makes an empty table; {@code name} stands in the metric that counts what was dropped. */
  public WeakIdentityTable(String name, int maxEntries) {
    this(name, maxEntries, value -> {});
  }

  /**
   * Makes an empty table.
   *
   * @param collected is told, by any thread that comes across it, of each value whose key is gone;
   *     it must not block
   */
  public WeakIdentityTable(String name, int maxEntries, Consumer<V> collected) {
    this.name = name;
    this.maxEntries = maxEntries;
    this.collected = collected;
  }

  /** The table's name. */
  public String name() {
    return name;
  }

  /** How many entries were not taken because the table was full. */
  public long droppedEntries() {
    return dropped.sum();
  }

  /** How many values are held, dead keys not yet expunged included. */
  public int size() {
    return size.get();
  }

  /** Adds a value for a key; returns false, and counts it, if the table is full. */
  public boolean add(Object key, V value) {
    if (size.get() >= maxEntries) {
      dropped.increment();
      return false;
    }
    size.incrementAndGet();
    Entry<V> entry = new Entry<>(key, value);
    int index = indexOf(key);
    while (true) {
      Link<V> head = chains.get(index);
      if (chains.compareAndSet(index, head, new Link<>(entry, withoutDead(head)))) {
        return true;
      }
    }
  }

  /** Replaces what is held for a key by one value. */
  public boolean set(Object key, V value) {
    while (remove(key) != null) {
      // until nothing is held for the key
    }
    return add(key, value);
  }

  /** A value that is held for the key, or null. */
  public @Nullable V get(Object key) {
    for (Link<V> link = chains.get(indexOf(key)); link != null; link = link.next) {
      V value = link.entry.value;
      if (value != null && link.entry.refersTo(key)) {
        return value;
      }
    }
    return null;
  }

  /** Takes one value that is held for the key, or null. */
  public @Nullable V remove(Object key) {
    int index = indexOf(key);
    Link<V> head = chains.get(index);
    for (Link<V> link = head; link != null; link = link.next) {
      V value = link.entry.value;
      if (value != null && link.entry.refersTo(key) && link.entry.claim(value)) {
        size.decrementAndGet();
        if (link == head) {
          // fails if another link came in front; then the empty one goes with the next addition
          chains.compareAndSet(index, head, link.next);
        }
        return value;
      }
    }
    return null;
  }

  /** A value that is held for the key and passes a test, or null. */
  public @Nullable V find(Object key, Predicate<V> test) {
    for (Link<V> link = chains.get(indexOf(key)); link != null; link = link.next) {
      V value = link.entry.value;
      if (value != null && link.entry.refersTo(key) && test.test(value)) {
        return value;
      }
    }
    return null;
  }

  /** Takes this value (the same object) for the key; returns false if it is not held. */
  public boolean remove(Object key, V value) {
    for (Link<V> link = chains.get(indexOf(key)); link != null; link = link.next) {
      if (link.entry.value == value && link.entry.refersTo(key) && link.entry.claim(value)) {
        size.decrementAndGet();
        return true;
      }
    }
    return false;
  }

  /** Shows every value whose key is alive; those added or taken meanwhile may be left out or in. */
  public void forEach(Consumer<V> action) {
    for (int index = 0; index < CHAINS; index++) {
      for (Link<V> link = chains.get(index); link != null; link = link.next) {
        V value = link.entry.value;
        if (value != null && !link.entry.refersTo(null)) {
          action.accept(value);
        }
      }
    }
  }

  /** Drops the entries whose keys were collected; called now and then by a thread of ours. */
  public void expunge() {
    for (int index = 0; index < CHAINS; index++) {
      Link<V> head = chains.get(index);
      if (head != null) {
        Link<V> live = withoutDead(head);
        if (live != head) {
          chains.compareAndSet(index, head, live);
        }
      }
    }
  }

  /** Empties the table. */
  public void clear() {
    for (int index = 0; index < CHAINS; index++) {
      for (Link<V> link = chains.getAndSet(index, null); link != null; link = link.next) {
        V value = link.entry.value;
        if (value != null && link.entry.claim(value)) {
          size.decrementAndGet();
        }
      }
    }
  }

  /** The chain without entries that were taken or whose key is gone; the same links if none is. */
  private @Nullable Link<V> withoutDead(@Nullable Link<V> head) {
    boolean dead = false;
    for (Link<V> link = head; link != null && !dead; link = link.next) {
      dead = isDead(link.entry);
    }
    if (!dead) {
      return head;
    }
    Link<V> rebuilt = null;
    for (Link<V> link = head; link != null; link = link.next) {
      if (!isDead(link.entry)) {
        rebuilt = new Link<>(link.entry, rebuilt);
      }
    }
    return rebuilt;
  }

  private boolean isDead(Entry<V> entry) {
    V value = entry.value;
    if (value == null) {
      return true;
    }
    if (entry.refersTo(null)) {
      if (entry.claim(value)) {
        size.decrementAndGet();
        collected.accept(value);
      }
      return true;
    }
    return false;
  }

  private static int indexOf(Object key) {
    int hash = System.identityHashCode(key);
    return (hash ^ (hash >>> 13)) & (CHAINS - 1);
  }

  private static final class Link<V> {

    final Entry<V> entry;
    final @Nullable Link<V> next;

    Link(Entry<V> entry, @Nullable Link<V> next) {
      this.entry = entry;
      this.next = next;
    }
  }

  private static final class Entry<V> extends WeakReference<Object> {

    @SuppressWarnings("rawtypes") // the updater needs the raw class
    private static final AtomicReferenceFieldUpdater<Entry, Object> VALUE =
        AtomicReferenceFieldUpdater.newUpdater(Entry.class, Object.class, "value");

    volatile @Nullable V value;

    Entry(Object key, V value) {
      super(key);
      this.value = value;
    }

    boolean claim(V expected) {
      return VALUE.compareAndSet(this, expected, null);
    }
  }
}
