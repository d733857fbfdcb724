package io.sonde.exporters.jvm;

import io.sonde.exporters.http.Access;
import io.sonde.exporters.http.HealthHandler;
import io.sonde.exporters.http.HistogramsHandler;
import io.sonde.exporters.http.Route;
import io.sonde.exporters.http.ServerOptions;
import io.sonde.exporters.http.ServerStart;
import io.sonde.exporters.http.SondeServer;
import io.sonde.exporters.prometheus.MetricsHandler;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.logging.LogManager;

/**
 * The program that {@link QuietStartIT} forks: everything of this module at work in a JVM whose
 * application chooses its log manager only afterwards. Leaves the server running, as an agent
 * would.
 */
public final class QuietStart {
  private static final String MARK = "QUIET-START ";

  private QuietStart() {}

  /** The log manager that the application wants. */
  public static final class LateLogManager extends LogManager {}

  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
    JvmMeters meters = JvmMeters.bind(registry);
    GcPauses pauses = GcPauses.watch();
    registry.gauge("double", 1);
    registry.gauge("double", 1);
    System.gc();
    ServerStart start =
        SondeServer.start(
            ServerOptions.defaults(task -> new Thread(task)).withPort(0),
            List.of(
                Route.get("/metrics", Access.OPEN, new MetricsHandler(registry)),
                Route.get("/health", Access.OPEN, new HealthHandler(List.of())),
                Route.get("/histograms", Access.READ, new HistogramsHandler(registry))));
    SondeServer server = Objects.requireNonNull(start.server());
    String scrape = get(server, "/metrics");
    String health = get(server, "/health");
    out.println(MARK + "failures " + meters.failures());
    out.println(MARK + "scrape " + scrape.contains("jvm_memory_used_bytes"));
    out.println(MARK + "virtual " + scrape.contains("jvm_threads_virtual_parallelism"));
    out.println(MARK + "health " + health.contains("\"up\""));
    while (pauses.secondsInAll() == 0) {
      System.gc();
    }
    out.println(MARK + "all this was before the application's choice");
    System.setProperty("java.util.logging.manager", LateLogManager.class.getName());
    out.println(MARK + "manager " + LogManager.getLogManager().getClass().getName());
  }

  private static String get(SondeServer server, String path) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
