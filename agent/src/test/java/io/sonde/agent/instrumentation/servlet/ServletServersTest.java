package io.sonde.agent.instrumentation.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.bootstrap.SondeHook;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real servers, woven as they load: every request is counted once, under its route and outcome. */
final class ServletServersTest {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<String, Long> expected = new TreeMap<>();

  @AfterEach
  void uninstall() {
    SondeHook.uninstall();
  }

  @Test
  void tomcat85_everyOutcome_countedOnce() throws Exception {
    run("TomcatSite", "8.5.100", true, "javax.servlet.ServletException");
  }

  @Test
  void tomcat9_everyOutcome_countedOnce() throws Exception {
    run("TomcatSite", "9.0.98", true, "javax.servlet.ServletException");
  }

  @Test
  void tomcat10_everyOutcome_countedOnce() throws Exception {
    run("TomcatSite", "", false, "jakarta.servlet.ServletException");
  }

  @Test
  void tomcat11_everyOutcome_countedOnce() throws Exception {
    run("TomcatSite", "11.0.2", false, "jakarta.servlet.ServletException");
  }

  @Test
  void jetty12_everyOutcome_countedOnce() throws Exception {
    run("JettySite", "", false, "500");
  }

  @Test
  void undertow20_everyOutcome_countedOnce() throws Exception {
    List<URL> jars = new ArrayList<>();
    jars.add(jar("undertow-servlet", "2.0.1.Final"));
    jars.add(jar("jboss-servlet-api_4.0_spec", "1.0.0.Final"));
    try (DirectoryStream<Path> core =
        Files.newDirectoryStream(Path.of("target", "libraries", "undertow-oldest"), "*.jar")) {
      for (Path jar : core) {
        jars.add(jar.toUri().toURL());
      }
    }
    run("UndertowSite", jars.toArray(URL[]::new), true, "java.lang.IllegalStateException");
  }

  @Test
  void undertow2_everyOutcome_countedOnce() throws Exception {
    run("UndertowSite", "", false, "java.lang.IllegalStateException");
  }

  private void run(String site, String version, boolean javax, String dispatchError)
      throws Exception {
    URL[] jars =
        version.isEmpty()
            ? new URL[0]
            : new URL[] {jar("tomcat-embed-core", version), jar("tomcat-annotations-api", version)};
    run(site, jars, javax, dispatchError);
  }

  private void run(String site, URL[] jars, boolean javax, String dispatchError) throws Exception {
    final long suppressedBefore = suppressed();
    SondeHook.install(
        ProbeId.SERVLET_SERVICE,
        new ServletProbe(
            new ProbeContext(
                registry,
                new Duration[] {Duration.ofMillis(5), Duration.ofSeconds(1)},
                new Duration[] {Duration.ofMillis(5)},
                new double[] {1})));
    try (WeavingLoader loader = new WeavingLoader(jars, javax)) {
      Thread.currentThread().setContextClassLoader(loader);
      Object server =
          loader
              .loadClass(ServletServersTest.class.getPackageName() + "." + site)
              .getConstructor()
              .newInstance();
      try (AutoCloseable closing = (AutoCloseable) server) {
        assertThat(closing).isNotNull();
        requests(((IntSupplier) server).getAsInt(), dispatchError);
        awaitCounts();
      }
      // the server is down: nothing may have been added since
      assertThat(counts()).isEqualTo(expected);
      assertThat(active()).isZero();
      assertThat(suppressed()).isEqualTo(suppressedBefore);
      assertThat(loader.wovenMethods()).isGreaterThanOrEqualTo(2);
    } finally {
      Thread.currentThread().setContextClassLoader(ServletServersTest.class.getClassLoader());
    }
  }

  private void requests(int port, String dispatchError) throws IOException {
    for (int i = 0; i < 3; i++) {
      request(port, "GET", "/ok", 200, "/shop/ok 200 ");
    }
    request(port, "HEAD", "/ok", 200, "/shop/ok 200 ");
    request(port, "BREW", "/ok", 200, "/shop/ok 200 ");
    request(port, "GET", "/api/orders/4711", 201, "/shop/api/* 201 ");
    request(port, "POST", "/api/", 201, "/shop/api/* 201 ");
    request(port, "GET", "/a/b/act.do", 204, "/shop/*.do 204 ");
    request(port, "GET", "/no/such/page", 404, "/shop/* 404 ");
    request(port, "GET", "/index.html", 404, "/shop/* 404 ");
    request(port, "GET", "/unavailable", 503, "/shop/unavailable 503 503");
    request(port, "GET", "/boom", 500, "/shop/boom 500 java.lang.IllegalStateException");
    request(port, "GET", "/committed", 200, "/shop/committed 200 java.io.IOException");
    request(port, "GET", "/forward", 200, "/shop/forward 200 ");
    request(port, "GET", "/include", 200, "/shop/include 200 ");
    request(port, "GET", "/spring/orders/17", 200, "/shop/spring/orders/{id} 200 ");
    request(port, "GET", "/async/complete", 202, "/shop/async/complete 202 ");
    request(port, "GET", "/async/early", 202, "/shop/async/early 202 ");
    request(port, "GET", "/async/same-thread", 202, "/shop/async/same-thread 202 ");
    request(port, "GET", "/async/dispatch", 200, "/shop/async/dispatch 200 ");
    request(port, "GET", "/async/early-dispatch", 200, "/shop/async/early-dispatch 200 ");
    request(port, "GET", "/async/twice", 202, "/shop/async/twice 202 ");
    request(port, "GET", "/async/timeout", 500, "/shop/async/timeout 500 timeout");
    request(
        port, "GET", "/async/throw", 500, "/shop/async/throw 500 java.lang.IllegalStateException");
    // each container reports, or not, the exception of a dispatch in its own way
    request(port, "GET", "/async/boom", 500, "/shop/async/boom 500 " + dispatchError);
  }

  /** Sends a request on a connection of its own; {@code meaning} is what shall be recorded. */
  private void request(int port, String method, String path, int status, String meaning)
      throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
      OutputStream out = socket.getOutputStream();
      String head =
          method
              + " /shop"
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      InputStream in = socket.getInputStream();
      String response = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(response).as(method + " " + path).startsWith("HTTP/1.1 " + status);
    }
    String label = method.equals("BREW") ? "_OTHER" : method;
    expected.merge(label + " " + meaning, 1L, Long::sum);
  }

  /**
   * Waits until as many requests are recorded as were sent; the last may end after its response.
   */
  private void awaitCounts() {
    long sent = expected.values().stream().mapToLong(Long::longValue).sum();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (counts().values().stream().mapToLong(Long::longValue).sum() < sent) {
      assertThat(System.nanoTime())
          .as("%s recorded of %s", counts(), expected)
          .isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    for (Timer timer : registry.find("http.server.request.duration").timers()) {
      counts.merge(
          timer.getId().getTag("http_request_method")
              + " "
              + timer.getId().getTag("http_route")
              + " "
              + timer.getId().getTag("http_response_status_code")
              + " "
              + timer.getId().getTag("error_type"),
          timer.count(),
          Long::sum);
    }
    return counts;
  }

  private double active() {
    double sum = 0;
    for (Gauge gauge : registry.find("http.server.active_requests").gauges()) {
      sum += Math.abs(gauge.value());
    }
    return sum;
  }

  private static long suppressed() {
    return SondeHook.suppressedErrors(SondeHook.ADVICE)
        + SondeHook.suppressedErrors(ProbeId.SERVLET_SERVICE);
  }

  private static URL jar(String artifact, String version) throws MalformedURLException {
    Path jar =
        Path.of(
            System.getProperty("sonde.test.servers", "target/servers"),
            artifact + "-" + version + ".jar");
    assertThat(Files.isRegularFile(jar)).as("%s, copied by the build", jar).isTrue();
    return jar.toUri().toURL();
  }
}
