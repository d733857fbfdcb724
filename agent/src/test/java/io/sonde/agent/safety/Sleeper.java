package io.sonde.agent.safety;

import java.util.concurrent.CountDownLatch;

/** A host that says that it runs and then does nothing until it is ended. */
final class Sleeper {

  private Sleeper() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.out.println("running");
    new CountDownLatch(1).await();
  }
}
