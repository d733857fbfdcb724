package io.sonde.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The address on which an agent answers.
 *
 * @param url with a slash at its end
 * @param token what the agent asks for beyond loopback; null if there is none
 */
record Endpoint(String url, @Nullable String token) {

  static final int TIMEOUT_MILLIS = 5_000;

  /**
   * An answer.
   *
   * @param samples the profiler's count of samples, empty if the answer is no profile
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; a copy of a profile is dear
  record Answer(int status, byte[] body, String samples) {

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /** An endpoint on all addresses is asked on loopback. */
  static Endpoint of(String url, @Nullable String token) {
    return new Endpoint(
        url.replace("://0.0.0.0:", "://127.0.0.1:")
            .replace("://[0:0:0:0:0:0:0:0]:", "://[::1]:")
            .replace("://[::]:", "://[::1]:"),
        token);
  }

  /** Asks, whatever the status of the answer. */
  Answer get(String path, int timeoutMillis) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + path).toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(Math.min(timeoutMillis, TIMEOUT_MILLIS));
    connection.setReadTimeout(timeoutMillis);
    connection.setInstanceFollowRedirects(false);
    if (token != null) {
      connection.setRequestProperty("X-Sonde-Token", token);
    }
    int status = connection.getResponseCode();
    String samples = connection.getHeaderField("X-Sonde-Samples");
    try (@Nullable InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      byte[] body = in == null ? new byte[0] : in.readAllBytes();
      return new Answer(status, body, samples == null ? "" : samples);
    }
  }

  /** Whether an agent answers there, up or down. */
  boolean isAlive() {
    return !health().isEmpty();
  }

  /** The answer of {@code /health}; empty if there is none. */
  String health() {
    try {
      Answer answer = get("health", TIMEOUT_MILLIS);
      return answer.status() == 200 || answer.status() == 503 ? answer.text() : "";
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** A scrape of {@code /metrics}. */
  String metrics() {
    Answer answer;
    try {
      answer = get("metrics", TIMEOUT_MILLIS);
    } catch (IOException e) {
      throw new CliException(ExitCode.TARGET, url + "metrics does not answer: " + e.getMessage());
    }
    if (answer.status() != 200) {
      throw new CliException(
          ExitCode.AGENT, url + "metrics: status " + answer.status() + " " + answer.text().strip());
    }
    return answer.text();
  }
}
