package io.sonde.exporters.history;

import io.sonde.exporters.registry.CellCounts;
import io.sonde.exporters.registry.HistogramCells;
import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.MetricType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The past of one series in all tiers.
 *
 * <p>An increment is an entry of the second it happened in; a second without one has no entry. A
 * gauge has an entry when its value changes and at the start of each chunk, so that no value is
 * forgotten with the chunk it stands in; {@code NaN} says that it is gone.
 *
 * <p>Concurrency: all fields but {@code lastReadMillis}, which is volatile, are guarded by this
 * object's monitor. One thread writes; readers hold the monitor for as long as they decode.
 */
final class HistorySeries {
  private static final int FIXED_BYTES = 600;
  private static final double NOTHING = Double.NaN;

  // what a page's charts have; shorter readings between theirs are no reason to forget them
  private static final int MIN_KEPT_STEPS = 40;
  private static final int MAX_KEPT_STEPS = 120;
  private static final long KEPT_MILLIS = 15_000;

  private final Labels labels;
  private final MetricType type;
  private final int labelBytes;
  private final TierLog[] logs = new TierLog[Tier.ALL.length];

  /** Of each tier but the first, the next slot to be merged from the tier before. */
  private final long[] nextSlot = new long[Tier.ALL.length];

  private final double[] lastMean = new double[Tier.ALL.length];
  private final double[] lastMax = new double[Tier.ALL.length];
  private final CellBaseline baseline = new CellBaseline();
  private @Nullable CellCounts cellKind;
  private double lastFirst;
  private double lastSecond;
  private double lastGauge = NOTHING;
  private boolean isSuspended;

  /** Whether it came out of a file and this process has not shown it yet. */
  private boolean isRestored;

  private boolean needsBaseline;
  private long changes;
  private long lastSeenSecond;
  private int reportedBytes;
  private volatile long lastReadMillis;

  /** The last reading of a histogram that is read again and again, and when it was made. */
  private @Nullable SeriesWindow latest;

  private long latestMillis;
  private long latestBytes;

  /**
   * @param startsAtZero whether what the series holds at first sight counts as just recorded
   */
  HistorySeries(Labels labels, MetricType type, long second, boolean startsAtZero) {
    this.labels = labels;
    this.type = type;
    this.needsBaseline = !startsAtZero;
    int chars = 0;
    for (int i = 0; i < labels.names().size(); i++) {
      chars += labels.names().get(i).length() + labels.values().get(i).length();
    }
    this.labelBytes = chars;
    Arrays.fill(lastMean, NOTHING);
    Arrays.fill(lastMax, NOTHING);
    for (Tier tier : Tier.ALL) {
      logs[tier.index] = new TierLog(tier);
      nextSlot[tier.index] = Math.floorDiv(second * 1_000, tier.slotMillis);
    }
  }

  /** Writes everything but what the live registry tells anew. */
  synchronized void writeTo(DataOutputStream out) throws IOException {
    HistoryText.writeLabels(out, labels);
    out.writeLong(lastSeenSecond);
    out.writeBoolean(cellKind != null);
    if (cellKind != null) {
      out.writeInt(cellKind.unitShift());
      out.writeDouble(cellKind.valuesPerUnit());
    }
    for (Tier tier : Tier.ALL) {
      out.writeLong(nextSlot[tier.index]);
      out.writeDouble(lastMean[tier.index]);
      out.writeDouble(lastMax[tier.index]);
      logs[tier.index].writeTo(out);
    }
    out.writeDouble(lastGauge);
  }

  /** What {@link #writeTo} wrote, by another process: a gauge ends with that process. */
  static HistorySeries readFrom(DataInputStream in, MetricType type) throws IOException {
    HistorySeries series = new HistorySeries(HistoryText.readLabels(in), type, 0, true);
    series.restore(in);
    return series;
  }

  private synchronized void restore(DataInputStream in) throws IOException {
    isRestored = true;
    lastSeenSecond = in.readLong();
    if (in.readBoolean()) {
      cellKind = CellCounts.ofKind(in.readInt(), in.readDouble());
    }
    for (Tier tier : Tier.ALL) {
      nextSlot[tier.index] = in.readLong();
      lastMean[tier.index] = in.readDouble();
      lastMax[tier.index] = in.readDouble();
      logs[tier.index].readFrom(in);
    }
    lastGauge = in.readDouble();
    recordEnd(lastSeenSecond + 1);
  }

  Labels labels() {
    return labels;
  }

  /** This process shows the series for the first time; see the constructor. */
  synchronized void begin(boolean startsAtZero) {
    if (isRestored) {
      isRestored = false;
      needsBaseline = !startsAtZero;
    }
  }

  long lastReadMillis() {
    return lastReadMillis;
  }

  synchronized long changes() {
    return changes;
  }

  synchronized long lastSeenSecond() {
    return lastSeenSecond;
  }

  synchronized boolean isSuspended() {
    return isSuspended;
  }

  /** How many bytes more, or fewer, are used than at the last call. */
  synchronized int takeByteChange() {
    int used = FIXED_BYTES + labelBytes + baseline.usedBytes();
    for (TierLog log : logs) {
      used += log.usedBytes();
    }
    int change = used - reportedBytes;
    reportedBytes = used;
    return change;
  }

  /** What {@link #takeByteChange} has reported in all, for a series that is let go. */
  synchronized int releaseBytes() {
    int reported = reportedBytes;
    reportedBytes = 0;
    return reported;
  }

  /** A gauge's value at the end of a second. */
  synchronized void recordGauge(long second, double value) {
    lastSeenSecond = second;
    TierLog log = logs[0];
    if (isSuspended || (value == lastGauge && !log.startsChunk(second))) {
      return;
    }
    if (value != lastGauge) {
      changes++;
    }
    log.open(second).putNumber(value);
    lastGauge = value;
  }

  /** A counter's total at the end of a second; one that shrank has started anew. */
  synchronized void recordCounter(long second, double total) {
    lastSeenSecond = second;
    double increase = total < lastFirst ? total : total - lastFirst;
    lastFirst = total;
    if (isRecorded() && increase != 0) {
      changes++;
      logs[0].open(second).putNumber(increase);
    }
  }

  synchronized void recordSummary(long second, long count, double sum) {
    lastSeenSecond = second;
    boolean restarted = count < lastFirst;
    double more = restarted ? count : count - lastFirst;
    double moreSum = restarted ? sum : sum - lastSecond;
    lastFirst = count;
    lastSecond = sum;
    if (isRecorded() && (more != 0 || moreSum != 0)) {
      changes++;
      writeIncrease(logs[0], second, more, moreSum);
    }
  }

  synchronized void recordHistogram(long second, HistogramCells live, CellChanges found) {
    lastSeenSecond = second;
    if (isSuspended) {
      return;
    }
    if (cellKind == null) {
      cellKind = live.newCounts();
    } else if (!cellKind.isSameKind(live)) {
      // the file is of a version that counted otherwise
      cellKind = live.newCounts();
      forgetEntries();
    }
    boolean hasChanged = baseline.advance(live, found);
    if (isRecorded() && hasChanged) {
      changes++;
      found.writeTo(logs[0].open(second));
    }
  }

  /** Whether an increase is one: not when totals are seen for the first time. */
  private boolean isRecorded() {
    boolean recorded = !isSuspended && !needsBaseline;
    if (!isSuspended) {
      needsBaseline = false;
    }
    return recorded;
  }

  /** The series is not in the registry any more. */
  synchronized void recordEnd(long second) {
    baseline.forget();
    if (isGauge() && !Double.isNaN(lastGauge)) {
      logs[0].open(second).putNumber(NOTHING);
      lastGauge = NOTHING;
    }
  }

  private boolean isGauge() {
    return type == MetricType.GAUGE || type == MetricType.UNKNOWN;
  }

  /** Merges what is complete into the coarser tiers and lets go of what is too old. */
  synchronized void compact(long nowMillis, CellChanges working, KeptReadings kept) {
    if (latest != null && nowMillis - latestMillis > KEPT_MILLIS) {
      letGo(kept);
    }
    for (int i = 1; i < Tier.ALL.length; i++) {
      Tier tier = Tier.ALL[i];
      Tier finer = Tier.ALL[i - 1];
      long finishedMillis =
          i == 1 ? nowMillis : Math.min(nowMillis, nextSlot[i - 1] * finer.slotMillis);
      long endSlot = Math.floorDiv(finishedMillis, tier.slotMillis);
      nextSlot[i] = Math.max(nextSlot[i], endSlot - tier.slots);
      if (nextSlot[i] < endSlot) {
        if (!logs[i - 1].isEmpty()) {
          merge(finer, tier, nextSlot[i], endSlot, working);
        }
        nextSlot[i] = endSlot;
      }
    }
    for (Tier tier : Tier.ALL) {
      long oldest = Math.floorDiv(tier.startMillis(nowMillis), tier.slotMillis);
      logs[tier.index].expire(oldest);
    }
  }

  private void merge(Tier finer, Tier tier, long fromSlot, long endSlot, CellChanges working) {
    if (isGauge()) {
      long fromMillis = fromSlot * tier.slotMillis;
      int steps = (int) (endSlot - fromSlot);
      HeldValues held = new HeldValues(fromMillis, tier.slotMillis, steps);
      readGauge(finer, fromMillis, endSlot * tier.slotMillis, held);
      for (int i = 0; i < steps; i++) {
        writeGauge(tier, fromSlot + i, held, i);
      }
      return;
    }
    TierLog log = logs[tier.index];
    CellCounts cells = cellKind == null ? null : working.emptyLike(cellKind);
    double increase = 0;
    double sumIncrease = 0;
    long slot = fromSlot;
    long slotsInOne = tier.slotMillis / finer.slotMillis;
    LogReader reader = new LogReader(logs[finer.index], finer, type, fromSlot * slotsInOne);
    while (reader.next() && reader.slot < endSlot * slotsInOne) {
      if (reader.slot < fromSlot * slotsInOne) {
        reader.content(null);
        continue;
      }
      if (reader.slot / slotsInOne != slot) {
        writeMerged(log, slot, cells, increase, sumIncrease, working);
        slot = reader.slot / slotsInOne;
        increase = 0;
        sumIncrease = 0;
      }
      reader.content(cells);
      increase += reader.first;
      sumIncrease += reader.second;
    }
    writeMerged(log, slot, cells, increase, sumIncrease, working);
  }

  private void writeMerged(
      TierLog log,
      long slot,
      @Nullable CellCounts cells,
      double increase,
      double sumIncrease,
      CellChanges working) {
    if (cells == null) {
      writeIncrease(log, slot, increase, sumIncrease);
    } else if (cells.count() > 0) {
      working.take(cells);
      working.writeTo(log.open(slot));
      cells.clear();
    }
  }

  private void writeGauge(Tier tier, long slot, HeldValues held, int step) {
    double mean = held.has(step) ? held.mean(step) : NOTHING;
    double max = held.has(step) ? held.max(step) : NOTHING;
    TierLog log = logs[tier.index];
    int at = tier.index;
    boolean same = Double.compare(mean, lastMean[at]) == 0 && Double.compare(max, lastMax[at]) == 0;
    if (same && (Double.isNaN(mean) || !log.startsChunk(slot))) {
      return;
    }
    Chunk chunk = log.open(slot);
    chunk.putNumber(mean);
    chunk.putNumber(max);
    lastMean[at] = mean;
    lastMax[at] = max;
  }

  private void writeIncrease(TierLog log, long slot, double increase, double sumIncrease) {
    if (increase == 0 && sumIncrease == 0) {
      return;
    }
    Chunk chunk = log.open(slot);
    chunk.putNumber(increase);
    if (type == MetricType.SUMMARY) {
      chunk.putNumber(sumIncrease);
    }
  }

  /** Reads [from, to) from the finest tier that still knows each moment. */
  synchronized SeriesWindow read(
      long fromMillis, long stepMillis, int steps, long nowMillis, KeptReadings kept) {
    lastReadMillis = nowMillis;
    SeriesWindow window = new SeriesWindow(labels, type, fromMillis, stepMillis, steps);
    long readFromMillis = latest == null ? fromMillis : window.takeEnded(latest, latestMillis);
    HeldValues held = new HeldValues(fromMillis, stepMillis, isGauge() ? steps : 0);
    long toMillis = fromMillis + steps * stepMillis;
    Tier tier = Tier.knowing(readFromMillis, nowMillis);
    long at = Math.max(readFromMillis, tier.startMillis(nowMillis));
    while (at < toMillis) {
      long until = toMillis;
      if (tier != Tier.SECOND) {
        long finerStart = Tier.ALL[tier.index - 1].startMillis(nowMillis);
        // up to the edge of a slot of this tier, so that no second is read twice
        until = -Math.floorDiv(-finerStart, tier.slotMillis) * tier.slotMillis;
        until = Math.min(toMillis, Math.max(at, until));
      }
      if (isGauge()) {
        readGauge(tier, at, until, held);
      } else {
        readIncreases(tier, at, until, window);
      }
      at = until;
      tier = tier == Tier.SECOND ? tier : Tier.ALL[tier.index - 1];
    }
    window.setLast(held.last());
    for (int i = 0; isGauge() && i < steps; i++) {
      if (held.has(i)) {
        window.setGauge(i, held.mean(i), held.max(i));
      }
    }
    if (type == MetricType.HISTOGRAM && steps >= MIN_KEPT_STEPS && steps <= MAX_KEPT_STEPS) {
      // a page asks each second: what has ended is decoded once
      keep(window, nowMillis, kept);
    }
    return window;
  }

  private void keep(SeriesWindow window, long nowMillis, KeptReadings kept) {
    long bytes = window.cellBytes();
    if (kept.take(bytes - latestBytes)) {
      latest = window;
      latestBytes = bytes;
      latestMillis = nowMillis;
    } else {
      letGo(kept);
    }
  }

  /** Keeps no reading any more. */
  synchronized void letGo(KeptReadings kept) {
    kept.take(-latestBytes);
    latest = null;
    latestBytes = 0;
  }

  private void readIncreases(Tier tier, long fromMillis, long toMillis, SeriesWindow window) {
    TierLog log = logs[tier.index];
    LogReader reader = new LogReader(log, tier, type, Math.floorDiv(fromMillis, tier.slotMillis));
    while (reader.next()) {
      long startMillis = reader.slot * tier.slotMillis;
      if (startMillis >= toMillis) {
        return;
      }
      if (startMillis < fromMillis) {
        reader.content(null);
      } else if (type == MetricType.HISTOGRAM) {
        reader.content(cellKind == null ? null : window.cellsAt(startMillis, cellKind));
      } else {
        reader.content(null);
        window.addIncrease(startMillis, reader.first, reader.second);
      }
    }
  }

  private void readGauge(Tier tier, long fromMillis, long toMillis, HeldValues held) {
    TierLog log = logs[tier.index];
    LogReader reader = new LogReader(log, tier, type, Math.floorDiv(fromMillis, tier.slotMillis));
    long sinceMillis = Long.MAX_VALUE;
    double mean = NOTHING;
    double max = NOTHING;
    while (reader.next()) {
      long startMillis = reader.slot * tier.slotMillis;
      if (startMillis >= toMillis) {
        break;
      }
      held.hold(Math.max(sinceMillis, fromMillis), startMillis, mean, max);
      reader.content(null);
      sinceMillis = startMillis;
      mean = reader.first;
      max = reader.second;
    }
    long knownSlots = tier == Tier.SECOND ? lastSeenSecond + 1 : nextSlot[tier.index];
    long endMillis = Math.min(toMillis, knownSlots * tier.slotMillis);
    held.hold(Math.max(sinceMillis, fromMillis), endMillis, mean, max);
  }

  /** Whether nothing is left to read. */
  synchronized boolean isEmpty() {
    for (TierLog log : logs) {
      if (!log.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Forgets everything and records nothing until resumed. */
  synchronized void suspend() {
    isSuspended = true;
    baseline.forget();
    forgetEntries();
  }

  private void forgetEntries() {
    // what is kept is of no use, and is let go with the next compaction
    latestMillis = 0;
    for (TierLog log : logs) {
      log.clear();
    }
  }

  /** Records again, from what the series holds then. */
  synchronized void resume(long second) {
    isSuspended = false;
    needsBaseline = true;
    lastGauge = NOTHING;
    for (Tier tier : Tier.ALL) {
      nextSlot[tier.index] = Math.floorDiv(second * 1_000, tier.slotMillis);
      lastMean[tier.index] = NOTHING;
      lastMax[tier.index] = NOTHING;
    }
  }
}
