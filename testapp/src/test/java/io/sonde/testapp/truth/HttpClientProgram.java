package io.sonde.testapp.truth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends requests of every outcome with both clients of the JDK to a server of its own, and prints
 * as one line of JSON what the server answered, and the failures that no server saw.
 */
final class HttpClientProgram {

  private static final Map<String, LongAdder> ANSWERED = new ConcurrentSkipListMap<>();
  private static final CountDownLatch END = new CountDownLatch(1);

  private static String base = "";
  private static String refused = "";

  private HttpClientProgram() {}

  public static void main(String[] arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
    server.createContext("/", HttpClientProgram::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      refused = "http://127.0.0.1:" + closed.getLocalPort() + "/";
    }
    urlConnection();
    client();
    END.countDown();
    server.stop(0);
    Map<String, Long> counts = new TreeMap<>();
    ANSWERED.forEach((key, count) -> counts.put(key, count.sum()));
    System.out.println(RunningShop.JSON.writeValueAsString(counts));
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    exchange.getRequestBody().readAllBytes();
    if (path.equals("/slow")) {
      try {
        END.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    int status = Integer.parseInt(path.substring(1));
    count(exchange.getRequestMethod(), String.valueOf(status), status < 400 ? "" : "" + status);
    boolean noBody = exchange.getRequestMethod().equals("HEAD") || status == 204;
    byte[] body = "body".getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(status, noBody ? -1 : body.length);
    if (!noBody) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static void count(String method, String status, String error) {
    ANSWERED
        .computeIfAbsent(method + " " + status + " " + error, key -> new LongAdder())
        .increment();
  }

  private static void urlConnection() throws IOException {
    for (int status : new int[] {200, 204, 404, 503}) {
      for (int i = 0; i < 5; i++) {
        HttpURLConnection onlyCode = open("/" + status);
        onlyCode.getResponseCode();
        onlyCode.disconnect();
      }
      HttpURLConnection withBody = open("/" + status);
      try (InputStream in = withBody.getInputStream()) {
        in.readAllBytes();
      } catch (IOException e) {
        if (status < 400) {
          throw e;
        }
      }
      withBody.getResponseCode();
      withBody.getHeaderField("Date");
    }
    HttpURLConnection post = open("/201");
    post.setRequestMethod("POST");
    post.setDoOutput(true);
    try (OutputStream out = post.getOutputStream()) {
      out.write(new byte[] {1, 2, 3});
    }
    post.getInputStream().readAllBytes();
    HttpURLConnection head = open("/200");
    head.setRequestMethod("HEAD");
    head.connect();
    head.getHeaderFields();
    try {
      URI.create(refused).toURL().openConnection().getInputStream();
    } catch (IOException e) {
      count("GET", "", "java.net.ConnectException");
    }
    HttpURLConnection slow = open("/slow");
    slow.setReadTimeout(200);
    try {
      slow.getInputStream();
    } catch (SocketTimeoutException e) {
      count("GET", "", "java.net.SocketTimeoutException");
    }
  }

  private static HttpURLConnection open(String path) throws IOException {
    return (HttpURLConnection) URI.create(base + path).toURL().openConnection();
  }

  private static void client() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int status : new int[] {200, 204, 404, 503}) {
      for (int i = 0; i < 5; i++) {
        client.send(get(base + "/" + status), HttpResponse.BodyHandlers.ofString());
      }
    }
    client.send(
        HttpRequest.newBuilder(URI.create(base + "/201"))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build(),
        HttpResponse.BodyHandlers.discarding());
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(
          client.sendAsync(
              get(base + "/" + (i % 2 == 0 ? 200 : 500)), HttpResponse.BodyHandlers.ofString()));
    }
    answers.forEach(CompletableFuture::join);
    try {
      client.send(get(refused), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      count("GET", "", "java.net.ConnectException");
    }
    try {
      client.sendAsync(get(refused), HttpResponse.BodyHandlers.discarding()).join();
    } catch (CompletionException e) {
      count("GET", "", "java.net.ConnectException");
    }
    try {
      client.send(
          HttpRequest.newBuilder(URI.create(base + "/slow"))
              .timeout(Duration.ofMillis(200))
              .build(),
          HttpResponse.BodyHandlers.discarding());
    } catch (HttpTimeoutException e) {
      count("GET", "", "java.net.http.HttpTimeoutException");
    }
  }

  private static HttpRequest get(String url) {
    return HttpRequest.newBuilder(URI.create(url)).build();
  }
}
