package io.sonde.exporters.history;

import io.sonde.exporters.registry.CellCounts;
import io.sonde.exporters.registry.HistogramCells;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The increments of one histogram, and working memory; reused, confined to the ticking thread. */
final class CellChanges {
  private static final int FIRST_CAPACITY = 1_024;

  final long[] page = new long[HistogramCells.PAGE_CELLS];
  short[] keptCells = new short[FIRST_CAPACITY];
  int[] keptCounts = new int[FIRST_CAPACITY];
  long sum;

  private int[] cells = new int[FIRST_CAPACITY];
  private long[] counts = new long[FIRST_CAPACITY];
  private int size;
  private final List<CellCounts> merging = new ArrayList<>();

  void clear() {
    size = 0;
    sum = 0;
  }

  int size() {
    return size;
  }

  void add(int cell, long count) {
    if (size == cells.length) {
      cells = Arrays.copyOf(cells, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    cells[size] = cell;
    counts[size++] = count;
  }

  void keep(int index, int cell, int count) {
    if (index == keptCells.length) {
      keptCells = Arrays.copyOf(keptCells, 2 * index);
      keptCounts = Arrays.copyOf(keptCounts, 2 * index);
    }
    keptCells[index] = (short) cell;
    keptCounts[index] = count;
  }

  void writeTo(Chunk chunk) {
    chunk.putVarint(size);
    int before = 0;
    for (int i = 0; i < size; i++) {
      chunk.putVarint(cells[i] - before);
      chunk.putVarint(counts[i]);
      before = cells[i];
    }
    chunk.putVarint(Chunk.zigzag(sum));
  }

  /** Takes over what was merged, for {@link #writeTo}. */
  void take(CellCounts merged) {
    clear();
    for (int cell = 0; cell < merged.cellLimit(); cell++) {
      if (merged.countAt(cell) != 0) {
        add(cell, merged.countAt(cell));
      }
    }
    sum = merged.rawSum();
  }

  /** Empty counts of the same kind, lent until the next call. */
  CellCounts emptyLike(CellCounts kind) {
    for (CellCounts counted : merging) {
      if (counted.isSameKind(kind)) {
        counted.clear();
        return counted;
      }
    }
    CellCounts fresh = kind.newCounts();
    merging.add(fresh);
    return fresh;
  }
}
