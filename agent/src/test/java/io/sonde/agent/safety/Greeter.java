package io.sonde.agent.safety;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A host that needs the module {@code java.base} alone: says something on both outputs, has a
 * thread pool compute something, waits for the end of its input and ends as it is told: {@code
 * return}, {@code throw} or an exit code.
 */
final class Greeter {

  private Greeter() {}

  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    System.out.print("gr\u00fc\u00df dich\r\n");
    System.err.println("the host's own line");
    ExecutorService pool = Executors.newFixedThreadPool(2);
    Future<Integer> square = pool.submit(() -> 111 * 111);
    System.out.println(square.get());
    pool.shutdown();
    EndOfInput.await();
    System.out.print("bye");
    System.out.flush();
    String end = arguments[0];
    if (end.equals("throw")) {
      throw new IllegalStateException("thrown by main");
    }
    if (!end.equals("return")) {
      System.exit(Integer.parseInt(end));
    }
  }
}
