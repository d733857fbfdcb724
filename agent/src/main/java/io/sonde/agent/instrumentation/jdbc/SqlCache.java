package io.sonde.agent.instrumentation.jdbc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The handles of the SQL texts seen lately, so that a text is normalised once.
 *
 * <p>A set-associative table: a text belongs to one set of {@value #WAYS} entries, and a new text
 * takes the place of one that was not asked for since it was last passed over. Bounded by entries
 * and by bytes. Of a text longer than what {@link SqlNormaliser} reads, only what it reads is kept
 * and compared; the rest has no influence on the result.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code entries[i]}</td><td>volatile</td><td>compare-and-set</td><td>none</td></tr>
 * <tr><td>{@code Entry.used}</td><td>plain</td><td>plain; a lost write costs an early
 * eviction</td><td>none</td></tr>
 * <tr><td>{@code bytes}</td><td>volatile</td><td>atomic, by whoever changed the slot</td><td>none</td></tr>
 * </table>
 */
final class SqlCache {

  private static final long DEFAULT_MAX_BYTES = 4L << 20;
  private static final int SETS = 1 << 10;
  private static final int WAYS = 4;

  /** What an entry costs beside its characters: entry, handle, text record, string headers. */
  private static final int ENTRY_BYTES = 300;

  private static final int HASHED_CHARS = 64;

  private final long maxBytes;
  private final AtomicReferenceArray<@Nullable Entry> entries =
      new AtomicReferenceArray<>(SETS * WAYS);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger hand = new AtomicInteger();

  SqlCache() {
    this(DEFAULT_MAX_BYTES);
  }

  SqlCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** What is known of a text on a database. */
  StatementHandle handle(DatabaseHandle database, String sql) {
    int set = setOf(database, sql);
    for (int i = set; i < set + WAYS; i++) {
      Entry entry = entries.get(i);
      if (entry != null && entry.handle.database() == database && entry.isFor(sql)) {
        if (!entry.used) {
          entry.used = true;
        }
        return entry.handle;
      }
    }
    StatementHandle made =
        StatementHandle.of(database, SqlNormaliser.normalise(sql, database.dialect()));
    made.seenAs(sql);
    add(set, new Entry(sql, made));
    return made;
  }

  /** How many bytes the entries take, estimated. */
  long bytes() {
    return bytes.get();
  }

  /** How many texts are held. */
  int size() {
    int size = 0;
    for (int i = 0; i < entries.length(); i++) {
      if (entries.get(i) != null) {
        size++;
      }
    }
    return size;
  }

  private void add(int set, Entry added) {
    int slot = victim(set);
    Entry evicted = entries.get(slot);
    if (entries.compareAndSet(slot, evicted, added)) {
      bytes.addAndGet(added.bytes - (evicted == null ? 0 : evicted.bytes));
    }
    for (int i = 0; i < 2 * SETS * WAYS && bytes.get() > maxBytes; i++) {
      evictAtHand();
    }
  }

  /** The slot of a set that is empty, or the first that was not used since it was passed over. */
  private int victim(int set) {
    for (int i = set; i < set + WAYS; i++) {
      if (entries.get(i) == null) {
        return i;
      }
    }
    for (int i = set; i < set + WAYS; i++) {
      Entry entry = entries.get(i);
      if (entry == null || !entry.used) {
        return i;
      }
      entry.used = false;
    }
    return set;
  }

  private void evictAtHand() {
    int slot = (hand.getAndIncrement() & Integer.MAX_VALUE) % (SETS * WAYS);
    Entry entry = entries.get(slot);
    if (entry == null) {
      return;
    }
    if (entry.used) {
      entry.used = false;
    } else if (entries.compareAndSet(slot, entry, null)) {
      bytes.addAndGet(-entry.bytes);
    }
  }

  private static int setOf(DatabaseHandle database, String sql) {
    int hash = sql.length() <= SqlNormaliser.MAX_SCAN ? sql.hashCode() : hashOfStart(sql);
    hash = (hash + 31 * database.number()) * 0x9E3779B9;
    return (hash >>> 16 & SETS - 1) * WAYS;
  }

  /** A hash of a few characters, spread over what is compared. */
  private static int hashOfStart(String sql) {
    int hash = 0;
    for (int i = 0; i < HASHED_CHARS; i++) {
      hash = 31 * hash + sql.charAt(i * (SqlNormaliser.MAX_SCAN / HASHED_CHARS));
    }
    return hash;
  }

  private static final class Entry {

    final String start;
    final boolean cut;
    final StatementHandle handle;
    final long bytes;
    boolean used;

    Entry(String sql, StatementHandle handle) {
      this.cut = sql.length() > SqlNormaliser.MAX_SCAN;
      this.start = cut ? sql.substring(0, SqlNormaliser.MAX_SCAN) : sql;
      this.handle = handle;
      SqlText text = handle.text();
      int chars = start.length() + (text == null ? 0 : text.text().length());
      this.bytes = ENTRY_BYTES + 2L * chars;
    }

    boolean isFor(String sql) {
      return cut
          ? sql.length() > SqlNormaliser.MAX_SCAN && sql.startsWith(start)
          : start.equals(sql);
    }
  }
}
