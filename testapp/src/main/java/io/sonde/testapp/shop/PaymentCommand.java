package io.sonde.testapp.shop;

import io.sonde.testapp.OptionRange;
import io.sonde.testapp.shop.payment.PaymentServer;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code shop.jar payment}: runs the payment service alone. */
@Command(
    name = "payment",
    description = {
      "Runs the payment service alone on 127.0.0.1, for serve --payment-url, until it is told to end.",
      "When it is ready it prints one line: payment ready URL.",
      "POST /payments answers 201; GET /risk?ms=20 answers after so many milliseconds;",
      "GET /stats returns the service's own counts of these as JSON, by method, path and status.",
      ""
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class PaymentCommand implements Callable<Integer> {

  @Option(names = "--port", paramLabel = "N", description = "Port; 0 for any free one.")
  private int port = 8081;

  @Option(
      names = "--fail-every",
      paramLabel = "N",
      description = "Answer every Nth payment 503; 0 for never.")
  private int failEvery;

  @Override
  public Integer call() throws Exception {
    OptionRange.check("--port", port, 0, 65_535);
    OptionRange.check("--fail-every", failEvery, 0, Integer.MAX_VALUE);
    PaymentServer server = PaymentServer.start(port, failEvery);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  closed.countDown();
                },
                "payment-shutdown"));
    System.out.println("payment ready " + server.url());
    closed.await();
    return 0;
  }
}
