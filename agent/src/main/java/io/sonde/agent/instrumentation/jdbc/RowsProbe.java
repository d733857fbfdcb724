package io.sonde.agent.instrumentation.jdbc;

import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Counts the rows that {@code ResultSet.next} moves to. */
final class RowsProbe extends SondeProbe {

  private final RowCounts rows;

  RowsProbe(RowCounts rows) {
    this.rows = rows;
  }

  @Override
  public void exitCount(
      long token,
      @Nullable Object self,
      @Nullable Object first,
      @Nullable Object second,
      long count,
      @Nullable Throwable thrown) {
    if (thrown == null) {
      rows.moved(self, count != 0L);
    }
  }
}
