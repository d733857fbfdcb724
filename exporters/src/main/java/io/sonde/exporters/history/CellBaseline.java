package io.sonde.exporters.history;

import io.sonde.exporters.registry.HistogramCells;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a histogram's cells held when they were last looked at, to tell what was added since. Cells
 * that hold nothing take no room; of counts the lower 32 bits are kept, which is enough for
 * differences. Guarded by its series.
 */
final class CellBaseline {
  private short[] cells = new short[0];
  private int[] counts = new int[0];
  private long sum;
  private long fingerprint;
  private @Nullable HistogramCells source;

  int usedBytes() {
    return 64 + 6 * cells.length;
  }

  void forget() {
    cells = new short[0];
    counts = new int[0];
    sum = 0;
    source = null;
  }

  /**
   * Finds what was added since the last call, all of it if the histogram is another one now.
   *
   * @return whether anything was
   */
  boolean advance(HistogramCells live, CellChanges changes) {
    changes.clear();
    if (live != source) {
      forget();
      source = live;
    } else if (live.fingerprint() == fingerprint) {
      return false;
    }
    // before the cells: what the fingerprint covers is in them
    fingerprint = live.fingerprint();
    int known = 0;
    int kept = 0;
    for (int page = 0; page < live.pageCount(); page++) {
      if (!live.readPage(page, changes.page)) {
        continue;
      }
      for (int i = 0; i < HistogramCells.PAGE_CELLS; i++) {
        int count = (int) changes.page[i];
        if (changes.page[i] == 0) {
          continue;
        }
        int cell = page * HistogramCells.PAGE_CELLS + i;
        int before = 0;
        if (known < cells.length && cells[known] == cell) {
          before = counts[known++];
        }
        if (count != before) {
          changes.add(cell, Integer.toUnsignedLong(count - before));
        }
        changes.keep(kept++, cell, count);
      }
    }
    if (kept != cells.length) {
      cells = Arrays.copyOf(changes.keptCells, kept);
      counts = Arrays.copyOf(changes.keptCounts, kept);
    } else {
      System.arraycopy(changes.keptCounts, 0, counts, 0, kept);
    }
    long liveSum = live.sum();
    changes.sum = liveSum - sum;
    sum = liveSum;
    return changes.size() > 0 || changes.sum != 0;
  }
}
