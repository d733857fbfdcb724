package io.sonde.testapp.bench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts the generated application: loads all of its classes by running them, hands a task to a
 * pool, says so, and stays until its standard input ends.
 */
public final class BigApplicationMain {

  private BigApplicationMain() {}

  /** With the name of the first class. */
  public static void main(String[] arguments) throws Throwable {
    int sum =
        (int)
            MethodHandles.publicLookup()
                .findStatic(
                    Class.forName(arguments[0]), "run", MethodType.methodType(int.class, int.class))
                .invokeExact(1);
    ExecutorService pool = Executors.newFixedThreadPool(2);
    int twice = pool.submit(() -> 2 * sum).get();
    pool.shutdown();
    System.out.println("application ready " + twice / 2);
    while (System.in.read() >= 0) {
      // until the end
    }
  }
}
