package io.sonde.agent.start;

import io.sonde.agent.requests.LoanSource;
import io.sonde.exporters.api.PoolInsights;
import java.util.ArrayList;
import java.util.List;

/** Shows the API what {@link LoanSource} knows. */
final class LoanReport implements PoolInsights {

  private final LoanSource loans;

  LoanReport(LoanSource loans) {
    this.loans = loans;
  }

  @Override
  public List<PoolUse> pools() {
    List<PoolUse> found = new ArrayList<>();
    for (LoanSource.PoolLoans pool : loans.pools()) {
      found.add(
          new PoolUse(
              pool.pool(),
              pool.emptyMillis(),
              holders(pool.whenEmpty()),
              pool.lentWhenEmpty(),
              pool.lookedMillis(),
              holders(pool.suspects()),
              pool.suspectCount(),
              pool.lostMillis(),
              holders(pool.lost()),
              pool.lostCount()));
    }
    return found;
  }

  private static List<Holder> holders(List<LoanSource.Loan> some) {
    List<Holder> found = new ArrayList<>();
    for (LoanSource.Loan loan : some) {
      found.add(
          new Holder(
              loan.thread(),
              loan.method(),
              loan.route(),
              loan.isRequestOver(),
              loan.heldNanos() / 1e9,
              loan.statement(),
              loan.isExecuting(),
              loan.borrowedAt()));
    }
    return found;
  }
}
