package io.sonde.agent.instrumentation.httpclient.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.bootstrap.SondeHook;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * A program that calls servers of its own in every way and prints what was recorded; an agent too,
 * which weaves the JDK's clients by the rules of {@link JdkHttpInstrumentation}.
 */
public final class HttpClientTruth {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final char[] PASSWORD = "changeit".toCharArray();

  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Map<Integer, String> portNames = new TreeMap<>();
  private final CountDownLatch slowRequests = new CountDownLatch(1);

  private HttpClientTruth() {}

  /** Weaves; called by the JVM. */
  public static void premain(String argument, Instrumentation instrumentation) {
    instrumentation.addTransformer(new RuleTransformer());
  }

  /**
   * Runs.
   *
   * @param arguments the key store of the https server
   */
  public static void main(String[] arguments) {
    try {
      new HttpClientTruth().run(Path.of(arguments[0]));
    } catch (Throwable t) {
      t.printStackTrace();
      // threads of the servers may still wait
      Runtime.getRuntime().halt(2);
    }
  }

  private void run(Path keyStore) throws Exception {
    install();
    ExecutorService workers = Executors.newCachedThreadPool();
    HttpServer plain = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    HttpsServer secure = HttpsServer.create(new InetSocketAddress(loopback(), 0), 0);
    SSLContext context = sslContext(keyStore);
    secure.setHttpsConfigurator(new HttpsConfigurator(context));
    HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
    for (HttpServer server : List.of(plain, secure)) {
      server.createContext("/", this::answer);
      server.setExecutor(workers);
      server.start();
    }
    String http = "http://" + host() + ":" + plain.getAddress().getPort();
    String https = "https://" + host() + ":" + secure.getAddress().getPort();
    String refused = "http://" + host() + ":" + unusedPort();
    portNames.put(plain.getAddress().getPort(), "http");
    portNames.put(secure.getAddress().getPort(), "https");
    portNames.put(URI.create(refused).getPort(), "refused");

    urlConnections(http, refused);
    secureUrlConnections(https);
    mutedCalls(http);
    print("HttpURLConnection");
    install();

    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .sslContext(context)
            .build();
    synchronousCalls(client, http, https, refused);
    asynchronousCalls(client, http, refused);
    dependentActionIsNotInTheTime(client, http);
    print("HttpClient");
    slowRequests.countDown();
    plain.stop(0);
    secure.stop(0);
    workers.shutdownNow();
  }

  /** Starts from zero. */
  private void install() {
    registry = new SimpleMeterRegistry();
    new JdkHttpInstrumentation()
        .install(
            new ProbeContext(
                registry,
                new Duration[] {Duration.ofMillis(5)},
                new Duration[] {Duration.ofMillis(5)},
                new double[] {1}));
  }

  private static void urlConnections(String http, String refused) throws IOException {
    HttpURLConnection readTwice = open(http + "/ok");
    drain(readTwice.getInputStream());
    readTwice.getResponseCode();
    readTwice.getHeaderField("Content-Type");
    readTwice.getHeaderFields();
    readTwice.getInputStream();
    readTwice.connect();
    readTwice.disconnect();

    require(open(http + "/missing").getResponseCode() == 404);
    HttpURLConnection missing = open(http + "/missing");
    failing(missing::getInputStream);
    failing(missing::getInputStream);
    require(missing.getResponseCode() == 404);
    failing(open(http + "/error")::getInputStream);

    HttpURLConnection connected = open(http + "/ok");
    connected.connect();
    drain(connected.getInputStream());

    HttpURLConnection post = open(http + "/ok");
    post.setDoOutput(true);
    try (OutputStream out = post.getOutputStream()) {
      out.write(1);
    }
    require(post.getResponseCode() == 200);

    HttpURLConnection streamed = open(http + "/ok");
    streamed.setDoOutput(true);
    streamed.setRequestMethod("PUT");
    streamed.setChunkedStreamingMode(16);
    try (OutputStream out = streamed.getOutputStream()) {
      out.write(1);
    }
    require(streamed.getResponseCode() == 200);

    HttpURLConnection head = open(http + "/ok");
    head.setRequestMethod("HEAD");
    require("text/plain".equals(head.getHeaderField("Content-Type")));

    HttpURLConnection redirected = open(http + "/redirect");
    drain(redirected.getInputStream());
    require(redirected.getURL().getPath().equals("/ok"));

    // a misuse: nothing is sent
    failing(open(http + "/ok")::getOutputStream);

    HttpURLConnection late = open(http + "/slow");
    late.setReadTimeout(100);
    failing(late::getInputStream);

    HttpURLConnection noServer = open(refused + "/");
    failing(noServer::getInputStream);
    failing(noServer::getResponseCode);
    HttpURLConnection noServerToPost = open(refused + "/");
    noServerToPost.setDoOutput(true);
    failing(noServerToPost::getOutputStream);
    HttpURLConnection noServerToConnect = open(refused + "/");
    failing(
        () -> {
          noServerToConnect.connect();
          return null;
        });
  }

  private static void secureUrlConnections(String https) throws IOException {
    HttpURLConnection get = open(https + "/ok");
    get.connect();
    drain(get.getInputStream());
    require(get.getResponseCode() == 200);
    HttpURLConnection post = open(https + "/missing");
    post.setDoOutput(true);
    try (OutputStream out = post.getOutputStream()) {
      out.write(1);
    }
    require(post.getResponseCode() == 404);
  }

  private static void mutedCalls(String http) throws Exception {
    CompletableFuture.runAsync(
            () -> {
              CallState.muteCurrentThread();
              try {
                drain(open(http + "/ok").getInputStream());
                HttpClient.newHttpClient().send(request(http + "/ok"), BodyHandlers.ofString());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              } finally {
                CallState.current()[CallState.MUTED] = 0;
              }
            })
        .get(60, TimeUnit.SECONDS);
  }

  private static void synchronousCalls(HttpClient client, String http, String https, String refused)
      throws Exception {
    require(client.send(request(http + "/ok"), BodyHandlers.ofString()).statusCode() == 200);
    require(client.send(request(https + "/ok"), BodyHandlers.ofString()).statusCode() == 200);
    require(client.send(request(http + "/missing"), BodyHandlers.ofString()).statusCode() == 404);
    require(client.send(request(http + "/redirect"), BodyHandlers.ofString()).statusCode() == 200);
    failing(() -> client.send(request(refused + "/"), BodyHandlers.ofString()));
    HttpRequest late =
        HttpRequest.newBuilder(URI.create(http + "/slow")).timeout(Duration.ofMillis(100)).build();
    failing(() -> client.send(late, BodyHandlers.ofString()));
  }

  private void asynchronousCalls(HttpClient client, String http, String refused) {
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(client.sendAsync(request(http + "/error"), BodyHandlers.ofString()));
    }
    calls.add(client.sendAsync(request(http + "/ok"), BodyHandlers.ofString(), null));
    CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0])).join();
    failing(
        () -> {
          try {
            return client.sendAsync(request(refused + "/"), BodyHandlers.ofString()).join();
          } catch (CompletionException e) {
            throw new IOException(e);
          }
        });
    CompletableFuture<HttpResponse<String>> cancelled =
        client.sendAsync(request(http + "/slow"), BodyHandlers.ofString());
    require(active() == 1);
    require(cancelled.cancel(true));
    CompletableFuture<HttpResponse<String>> forgotten =
        client.sendAsync(
            HttpRequest.newBuilder(URI.create(http + "/slow")).method("PATCH", noBody()).build(),
            BodyHandlers.ofString());
    require(forgotten.cancel(false));
  }

  private static HttpRequest.BodyPublisher noBody() {
    return HttpRequest.BodyPublishers.noBody();
  }

  /** What the application does when the response is there comes after the measurement. */
  private void dependentActionIsNotInTheTime(HttpClient client, String http) {
    CountDownLatch recorded = new CountDownLatch(1);
    HttpRequest options =
        HttpRequest.newBuilder(URI.create(http + "/slow")).method("OPTIONS", noBody()).build();
    CompletableFuture<Void> call =
        client
            .sendAsync(options, BodyHandlers.ofString())
            .thenAccept(
                response -> {
                  try {
                    require(recorded.await(60, TimeUnit.SECONDS));
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    slowRequests.countDown();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (registry
            .find("http.client.request.duration")
            .tag("http_request_method", "OPTIONS")
            .timers()
            .stream()
            .mapToLong(Timer::count)
            .sum()
        == 0) {
      require(System.nanoTime() < deadline);
      Thread.onSpinWait();
    }
    recorded.countDown();
    call.join();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      drain(exchange.getRequestBody());
      String path = exchange.getRequestURI().getPath();
      int status = 200;
      switch (path) {
        case "/missing" -> status = 404;
        case "/error" -> status = 500;
        case "/redirect" -> {
          status = 302;
          exchange.getResponseHeaders().set("Location", "/ok");
        }
        case "/slow" -> {
          try {
            require(slowRequests.await(60, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            return;
          }
        }
        default -> {}
      }
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      byte[] body = "body".getBytes(StandardCharsets.UTF_8);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
      } else {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private void print(String title) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (active() != 0) {
      require(System.nanoTime() < deadline);
      Thread.onSpinWait();
    }
    Map<String, Long> counts = new TreeMap<>();
    for (Timer timer : registry.find("http.client.request.duration").timers()) {
      require(host().equals(timer.getId().getTag("server_address")));
      String port = timer.getId().getTag("server_port");
      counts.merge(
          (timer.getId().getTag("http_request_method")
                  + " "
                  + portNames.get(Integer.valueOf(port == null ? "0" : port))
                  + " "
                  + timer.getId().getTag("http_response_status_code")
                  + " "
                  + timer.getId().getTag("error_type"))
              .trim(),
          timer.count(),
          Long::sum);
    }
    System.out.println("== " + title);
    counts.forEach((what, count) -> System.out.println(count + " " + what));
    System.out.println("== suppressed " + suppressed());
  }

  private static long suppressed() {
    long sum = 0;
    for (int probe = 0; probe < SondeHook.MAX_PROBES; probe++) {
      sum += SondeHook.suppressedErrors(probe);
    }
    return sum;
  }

  private double active() {
    double sum = 0;
    for (Gauge gauge : registry.find("http.client.active_requests").gauges()) {
      sum += Math.abs(gauge.value());
    }
    return sum;
  }

  private static HttpURLConnection open(String url) throws IOException {
    return (HttpURLConnection) URI.create(url).toURL().openConnection();
  }

  private static HttpRequest request(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }

  private static void drain(InputStream in) throws IOException {
    try (in) {
      in.readAllBytes();
    }
  }

  private static void failing(IoCall call) {
    try {
      call.call();
    } catch (IOException | InterruptedException expected) {
      return;
    }
    throw new IllegalStateException("did not fail");
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("not as it should be");
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static String host() {
    return "localhost";
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  private static SSLContext sslContext(Path keyStore) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("server", keys.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private interface IoCall {
    @Nullable Object call() throws IOException, InterruptedException;
  }

  /** Weaves the classes that the rules name. */
  private static final class RuleTransformer implements ClassFileTransformer {

    private final List<TypeRule> rules = new JdkHttpInstrumentation().types();

    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        String internalName,
        @Nullable Class<?> redefined,
        ProtectionDomain domain,
        byte[] bytes) {
      String name = internalName == null ? "" : internalName.replace('/', '.');
      for (TypeRule rule : rules) {
        if (rule.names().contains(name)) {
          try {
            return weave(name, bytes, rule);
          } catch (Throwable t) {
            t.printStackTrace();
            Runtime.getRuntime().halt(3);
          }
        }
      }
      return null;
    }

    private static byte[] weave(String name, byte[] bytes, TypeRule rule) throws Exception {
      ClassFileLocator locator =
          new ClassFileLocator.Compound(
              ClassFileLocator.Simple.of(name, bytes),
              ClassFileLocator.ForClassLoader.ofSystemLoader());
      TypeDescription type = TypePool.Default.of(locator).describe(name).resolve();
      AsmVisitorWrapper.ForDeclaredMethods visitor = new AsmVisitorWrapper.ForDeclaredMethods();
      for (MethodRule method : rule.methods()) {
        require(
            type.getDeclaredMethods()
                    .filter(
                        ElementMatchers.named(method.name())
                            .and(ElementMatchers.hasDescriptor(method.descriptor())))
                    .size()
                == 1);
        visitor =
            visitor.method(
                ElementMatchers.named(method.name())
                    .and(ElementMatchers.hasDescriptor(method.descriptor())),
                Advice.to(Class.forName(method.advice())));
      }
      return new ByteBuddy()
          .with(TypeValidation.DISABLED)
          .decorate(type, locator)
          .visit(visitor)
          .make()
          .getBytes();
    }
  }
}
