package io.sonde.agent.safety;

import java.io.IOException;

/** A host with classes of its own, one of which Sonde rewrites. */
final class PoolUser {

  private PoolUser() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    CountingPool pool = new CountingPool();
    for (int i = 0; i < 10; i++) {
      pool.execute(() -> {});
    }
    System.out.println(pool.counts());
    EndOfInput.await();
  }
}
