package io.sonde.exporters.history;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes the readings may hold that series keep for whoever asks again next second.
 *
 * <p>Concurrency: one atomic number.
 */
final class KeptReadings {

  private final AtomicLong leftBytes;

  KeptReadings(long maxBytes) {
    this.leftBytes = new AtomicLong(maxBytes);
  }

  /** Takes so many more, or gives back what is negative; false, and nothing taken, for too many. */
  boolean take(long moreBytes) {
    if (moreBytes > 0 && leftBytes.get() < moreBytes) {
      return false;
    }
    // two threads may overdraw it by what one reading holds
    leftBytes.addAndGet(-moreBytes);
    return true;
  }

  long leftBytes() {
    return leftBytes.get();
  }
}
