package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * Takes note of what is in the batch of a plain statement. Drivers clear it while they execute it,
 * which is not looked at: what the batch was is told when that ends.
 */
final class AddBatchProbe extends SondeProbe {

  private final Statements statements;

  AddBatchProbe(Statements statements) {
    this.statements = statements;
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object first, @Nullable Object second) {
    if (self == null || CallState.current()[CallState.JDBC] != 0) {
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
