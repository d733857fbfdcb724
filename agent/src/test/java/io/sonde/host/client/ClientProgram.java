package io.sonde.host.client;

import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Uses every HTTP client in the same way and prints what came of it, as the callers saw it: for
 * each client and outcome how often, and for each client how long its calls and the server's work
 * on them took.
 *
 * <p>Lines: {@code outcome <client> <port> <method> <status or -> <exception or -> <count>}, {@code
 * times <client> <port> <nanoseconds of the calls> <nanoseconds of the server>}, {@code nested
 * <port>}, {@code shared <client> <port> <calls that shared a connection>}, {@code held <client>
 * <port>} of a call that goes on, {@code pool <client> <port> <idle> <used>} with what a client's
 * pool says of its connections to a server, {@code done}.
 */
public final class ClientProgram {

  private static final int ROUNDS = 5;
  private static final int SHARING = 4;
  private static final int POLLS = 500;
  private static final long POLL_MILLIS = 20;

  /** Clients whose pools are looked at in the end. */
  private static final List<WebClient> KEPT = new ArrayList<>();

  private ClientProgram() {}

  /** How a client is made. */
  private interface Making {
    WebClient make() throws Exception;
  }

  /** A client, its server and what it did. */
  private static final class Use {

    final String name;
    final Making making;
    final WebSite site = new WebSite();
    final WebSite cancelled = new WebSite();
    final Socket closed = WebSite.closedPort();
    final Map<String, Integer> outcomes = new TreeMap<>();
    long callNanos;

    Use(String name, Making making) throws Exception {
      this.name = name;
      this.making = making;
    }

    void run() throws Exception {
      try (WebClient client = making.make()) {
        for (int round = 0; round < ROUNDS; round++) {
          call(client, "GET", "/ok");
          call(client, "POST", "/ok");
          call(client, "GET", "/missing");
        }
        call(client, "HEAD", "/ok");
        call(client, "GET", "/error");
        call(client, "GET", "/redirect");
        call(client, "GET", "/reset");
        call(client, "GET", "/never");
        int port = closed.getLocalPort();
        call(client, "GET", "http://localhost:" + port + "/ok", port, cancel -> {});
        if (client.canCancel()) {
          // a site of its own: who is cancelled may be told before Sonde is, which times would show
          call(client, "PUT", cancelled.url("/never"), cancelled.port(), this::cancelOnceWaiting);
        }
      }
    }

    private void cancelOnceWaiting(Runnable cancel) {
      start(
          () -> {
            cancelled.waiting.acquire();
            try {
              cancel.run();
            } catch (IllegalStateException e) {
              // the classic client 5.0, if the call ends in this moment: its pool is told twice
            }
          });
    }

    void call(WebClient client, String method, String path) {
      call(client, method, site.url(path), site.port(), cancel -> {});
    }

    void call(
        WebClient client,
        String method,
        String url,
        int port,
        WebClient.Cancellation cancellation) {
      String status = "-";
      String error = "-";
      long start = System.nanoTime();
      try {
        status = Integer.toString(client.send(method, url, cancellation));
      } catch (Exception e) {
        error = e.getClass().getName();
      }
      if (port == site.port()) {
        callNanos += System.nanoTime() - start;
      }
      outcomes.merge(port + " " + method + " " + status + " " + error, 1, Integer::sum);
    }

    /** One of several calls at a time. */
    void callAtOnce(WebClient client) throws Exception {
      long start = System.nanoTime();
      int status = client.send("GET", site.url("/ok"), cancel -> {});
      long nanos = System.nanoTime() - start;
      synchronized (this) {
        callNanos += nanos;
        outcomes.merge(site.port() + " GET " + status + " -", 1, Integer::sum);
      }
    }

    void print() {
      outcomes.forEach(
          (outcome, count) -> System.out.println("outcome " + name + " " + outcome + " " + count));
      System.out.println(
          "times " + name + " " + site.port() + " " + callNanos + " " + site.workNanos());
    }
  }

  public static void main(String[] arguments) throws Exception {
    List<Use> uses =
        List.of(
            new Use("apache4", Apache4Clients::usual),
            new Use("apache4-minimal", Apache4Clients::minimal),
            new Use("apache4-deprecated", Apache4Clients::deprecated),
            new Use("apache4-async", Apache4Clients::async),
            new Use("apache5", Apache5Clients::usual),
            new Use("apache5-minimal", Apache5Clients::minimal),
            new Use("apache5-async", Apache5Clients::async),
            new Use("okhttp", OkHttpClients::executed),
            new Use("okhttp-async", OkHttpClients::enqueued),
            new Use("okhttp-queued", OkHttpClients::queued),
            new Use("jetty", JettyClients::sending),
            new Use("jetty-async", JettyClients::telling),
            new Use("ahc", AhcClients::usual),
            new Use("reactor", ReactorClients::usual),
            new Use("connection", JdkClients::connections),
            new Use("jdk", JdkClients::sending),
            new Use("jdk-async", JdkClients::sendingAsync));
    List<Thread> threads = new ArrayList<>();
    for (Use use : uses) {
      threads.add(start(use::run));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    uses.forEach(Use::print);
    special();
    System.out.println("done");
    // the test reads the metrics and then ends this process
    int unused = System.in.read();
  }

  /** Threads that share a connection; how long each call took, its wait included. */
  private static void share(String name, Making making) throws Exception {
    Use use = new Use(name, making);
    WebClient client = making.make();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < SHARING; i++) {
      threads.add(
          start(
              () -> {
                for (int round = 0; round < ROUNDS; round++) {
                  use.callAtOnce(client);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    use.print();
    System.out.println("shared " + name + " " + use.site.port() + " " + SHARING * ROUNDS);
    printPool(use, client);
  }

  /** A call that is still under way when the metrics are read, and one that is over. */
  private static void hold(String name, Making making) throws Exception {
    Use use = new Use(name, making);
    WebClient client = making.make();
    use.call(client, "GET", "/ok");
    WebSite held = new WebSite();
    Thread unused = start(() -> client.send("GET", held.url("/never"), cancel -> {}));
    held.waiting.acquire();
    use.print();
    System.out.println("held " + name + " " + held.port());
    printPool(use, client);
    System.out.println("pool " + name + " " + held.port() + " 0 1");
  }

  /** A connection may come back a moment after its call's end. */
  private static void printPool(Use use, WebClient client) throws Exception {
    KEPT.add(client);
    int idle = client.idleConnections();
    for (int i = 0; idle == 0 && i < POLLS; i++) {
      Thread.sleep(POLL_MILLIS);
      idle = client.idleConnections();
    }
    System.out.println("pool " + use.name + " " + use.site.port() + " " + idle + " 0");
  }

  /** What only some clients can do. */
  private static void special() throws Exception {
    share("apache4-narrow", Apache4Clients::narrow);
    share("apache4-async-narrow", Apache4Clients::narrowAsync);
    share("apache5-narrow", Apache5Clients::narrow);
    share("apache5-async-narrow", Apache5Clients::narrowAsync);
    hold("apache4-held", Apache4Clients::patient);
    hold("apache4-deprecated-held", Apache4Clients::patientDeprecated);
    hold("apache4-async-held", Apache4Clients::patientAsync);
    hold("apache5-held", Apache5Clients::patient);
    hold("apache5-async-held", Apache5Clients::patientAsync);
    Use refused = new Use("okhttp-refused", OkHttpClients::refused);
    refused.call(refused.making.make(), "GET", "/ok");
    refused.print();
    if (ReactorClients.hasSpring()) {
      Use spring = new Use("reactor-by-spring", ReactorClients::spring);
      spring.call(spring.making.make(), "GET", "/ok");
      spring.print();
    }
    Use nested = new Use("nested", JdkClients::sending);
    System.out.println("nested " + nested.site.port());
    Use outer =
        new Use(
            "okhttp-through-jdk",
            () -> OkHttpClients.through(nested.making.make(), nested.site.url("/ok")));
    outer.call(outer.making.make(), "GET", "/ok");
    outer.print();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable t) {
                t.printStackTrace();
                System.exit(1);
              }
            });
    thread.start();
    return thread;
  }
}
