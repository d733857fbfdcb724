package io.sonde.testapp.shop.work;

import java.util.ArrayList;
import java.util.List;

/**
 * A list that is never emptied, up to half of the maximum heap: after that it stops, so that the
 * shop lives on.
 *
 * <p>{@code kept} and {@code keptBytes} are read and written under the lock of this object.
 */
public final class Leak {

  private final long limitBytes = Runtime.getRuntime().maxMemory() / 2;
  private final List<byte[]> kept = new ArrayList<>();
  private long keptBytes;

  /** Keeps so many bytes more and returns how many are kept by now. */
  public synchronized long grow(int bytes) {
    if (keptBytes + bytes <= limitBytes) {
      kept.add(new byte[bytes]);
      keptBytes += bytes;
    }
    return keptBytes;
  }
}
