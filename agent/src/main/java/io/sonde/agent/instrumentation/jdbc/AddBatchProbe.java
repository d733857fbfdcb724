package io.sonde.agent.instrumentation.jdbc;

import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Takes note of what is in the batch of a plain statement. */
final class AddBatchProbe extends SondeProbe {

  private final Statements statements;

  AddBatchProbe(Statements statements) {
    this.statements = statements;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    if (self == null) {
      return 0L;
    }
    if (first == null) {
      statements.clearedBatch(self);
    } else {
      statements.addedToBatch(self, (String) first);
    }
    return 0L;
  }
}
