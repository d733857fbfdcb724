package io.sonde.exporters.history;

/** One resolution of the history and how long it is kept. */
enum Tier {
  SECOND(0, 1_000, 300, 60),
  TEN_SECONDS(1, 10_000, 360, 60),
  MINUTE(2, 60_000, 1_440, 120),
  QUARTER(3, 900_000, 1_344, 96);

  static final Tier[] ALL = values();

  /** Its place among all, the finest first. */
  final int index;

  final long slotMillis;

  /** How many slots are kept. */
  final int slots;

  /** Slots that share one chunk of memory and are let go together. */
  final int chunkSlots;

  Tier(int index, long slotMillis, int slots, int chunkSlots) {
    this.index = index;
    this.slotMillis = slotMillis;
    this.slots = slots;
    this.chunkSlots = chunkSlots;
  }

  /** The first moment that this tier still knows, at the edge of one of its slots. */
  long startMillis(long nowMillis) {
    return (Math.floorDiv(nowMillis, slotMillis) - slots) * slotMillis;
  }

  /** The finest tier that knows this moment, or the coarsest. */
  static Tier knowing(long atMillis, long nowMillis) {
    for (Tier tier : ALL) {
      if (atMillis >= tier.startMillis(nowMillis)) {
        return tier;
      }
    }
    return QUARTER;
  }
}
