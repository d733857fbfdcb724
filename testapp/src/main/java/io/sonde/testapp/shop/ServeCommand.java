package io.sonde.testapp.shop;

import io.sonde.testapp.DurationOption;
import io.sonde.testapp.OptionRange;
import io.sonde.testapp.OptionRange.OptionException;
import io.sonde.testapp.shop.store.DatabaseConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code shop.jar serve}: runs the shop until the process is told to end. */
@Command(
    name = "serve",
    description = {
      "Serves the shop on 127.0.0.1 until it is told to end (SIGTERM, Ctrl-C).",
      "When it is ready it prints one line: shop ready URL payment URL.",
      "",
      "Well-behaved: /products /products/ID /orders /orders/ID (POST /orders creates) /customers/ID",
      "  /reports/sales /events (server-sent events) /live (WebSocket) /health",
      "Made to order: /delay/MILLIS /status/CODE /fail",
      "Misbehaving: /bad/nplus1 /bad/slow-query /bad/held-connection /bad/leaked-connection",
      "  /bad/starved-pool /bad/cpu /bad/alloc /bad/lock /bad/errors /bad/select-star /bad/saturated-queue /bad/hand-off /bad/leak (with --leak)",
      "Its own exact counters, as JSON: /truth",
      ""
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class ServeCommand implements Callable<Integer> {

  @Option(names = "--port", paramLabel = "N", description = "Port of the shop; 0 for any free one.")
  private int port = 8080;

  @Option(
      names = "--db",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES}; H2 lives in the memory of this process.")
  private DatabaseConfig.Vendor vendor = DatabaseConfig.Vendor.H2;

  @Option(
      names = "--db-url",
      paramLabel = "URL",
      description = {
        "JDBC URL, needed for postgres, as in jdbc:postgresql://127.0.0.1:5432/shop.",
        "The shop owns the schema sonde_shop there: it is DROPPED and made anew at each start."
      })
  private @Nullable String databaseUrl;

  @Option(names = "--db-user", paramLabel = "NAME", description = "Database user.")
  private String databaseUser = "sa";

  @Option(names = "--db-password", paramLabel = "TEXT", description = "Database password.")
  private String databasePassword = "";

  @Option(
      names = "--pool-size",
      paramLabel = "N",
      description = "Connections of shop-pool, 1 to 500.")
  private int poolSize = 10;

  @Option(
      names = "--payment-url",
      paramLabel = "URL",
      description =
          "A payment service that runs already; without it one is started in this process.")
  private @Nullable URI paymentUrl;

  @Option(
      names = "--payment-fail-every",
      paramLabel = "N",
      description =
          "The payment service of this process answers every Nth payment 503, so that it is retried; 0 for never.")
  private int paymentFailEvery;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads of the work queue, 1 to 256.")
  private int workers = 4;

  @Option(
      names = "--queue-capacity",
      paramLabel = "N",
      description = "Tasks that may wait in the work queue, 1 to 1000000; one more is rejected.")
  private int queueCapacity = 1_000;

  @Option(
      names = "--cron-period",
      paramLabel = "TIME",
      converter = DurationOption.class,
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description =
          "Period of the scheduled jobs that write to the database (UPDATE prices, DELETE old orders); 0s for none; default 5s.")
  private Duration cronPeriod = Duration.ofSeconds(5);

  @Option(
      names = "--leak",
      description = "Leak 64 KB a second and map /bad/leak, up to half of the heap.")
  private boolean leak;

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Write the shop's URL to this file when it is ready.")
  private @Nullable Path readyFile;

  @Override
  public Integer call() throws Exception {
    ShopConfig config = config();
    Shop shop = Shop.start(config);
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  shop.close();
                  closed.countDown();
                },
                "shop-shutdown"));
    System.out.println("shop ready " + shop.url() + " payment " + shop.paymentUrl());
    writeReadyFile(shop.url());
    closed.await();
    return 0;
  }

  private ShopConfig config() {
    OptionRange.check("--port", port, 0, 65_535);
    OptionRange.check("--pool-size", poolSize, 1, 500);
    OptionRange.check("--payment-fail-every", paymentFailEvery, 0, Integer.MAX_VALUE);
    OptionRange.check("--workers", workers, 1, 256);
    OptionRange.check("--queue-capacity", queueCapacity, 1, 1_000_000);
    return new ShopConfig(
        port,
        new DatabaseConfig(vendor, databaseUrl(), databaseUser, databasePassword),
        poolSize,
        paymentUrl,
        paymentFailEvery,
        workers,
        queueCapacity,
        cronPeriod.toMillis(),
        leak);
  }

  private String databaseUrl() {
    if (databaseUrl != null) {
      return databaseUrl;
    }
    if (vendor == DatabaseConfig.Vendor.H2) {
      return DatabaseConfig.inMemory().url();
    }
    throw new OptionException(
        "--db-url: needed with --db postgres, as in jdbc:postgresql://127.0.0.1:5432/shop");
  }

  private void writeReadyFile(URI url) throws IOException {
    if (readyFile == null) {
      return;
    }
    // Renamed into place, so that nobody reads half of it.
    Path part = readyFile.resolveSibling(readyFile.getFileName() + ".part");
    Files.writeString(part, url + "\n");
    Files.move(part, readyFile, StandardCopyOption.REPLACE_EXISTING);
  }
}
