package io.sonde.agent.profile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.exporters.http.AccessToken;
import io.sonde.exporters.http.ServerOptions;
import io.sonde.exporters.http.SondeServer;
import io.sonde.profiler.ContinuousSchedule;
import io.sonde.profiler.ContinuousStatus;
import io.sonde.profiler.Profiler;
import io.sonde.profiler.ProfilerOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over HTTP, with the flight recorder of this JVM; native code is not loaded into it. */
final class ProfileRoutesTest {

  private static final String TOKEN = "token-of-the-profile-routes";

  private final Profiler profiler =
      new Profiler(
          new ProfilerOptions(
              List.of(System.getProperty("java.io.tmpdir")),
              false,
              Thread::new,
              List.of("io.sonde.")));
  private final SondeServer server =
      Objects.requireNonNull(
          SondeServer.start(
                  ServerOptions.defaults(ProfileRoutesTest::daemon)
                      .withPort(0)
                      .withToken(AccessToken.of(TOKEN)),
                  ProfileRoutes.of(profiler))
              .server());

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  @AfterEach
  void close() {
    profiler.close();
    server.close();
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(String path, String token)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  private static String header(HttpResponse<byte[]> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void profile_hotspots_namesEngineBiasAndWhoWasPassedOver() throws Exception {
    HttpResponse<byte[]> response = get("/profile?event=cpu&seconds=1&format=hotspots");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(header(response, "X-Sonde-Engine")).startsWith("JDK Flight Recorder");
    assertThat(text(response))
        .contains("\"engine\":\"JDK Flight Recorder")
        .contains("\"bias\":\"")
        .contains(
            "{\"engine\":\"async-profiler 4.5\",\"reason\":\"native code is switched off in the"
                + " configuration\"}");
  }

  @Test
  void profile_html_hasAPolicyThatLetsOnlyItsOwnScriptRun() throws Exception {
    HttpResponse<byte[]> response = get("/profile?seconds=1");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(text(response)).startsWith("<!DOCTYPE html>");
    assertThat(header(response, "Content-Security-Policy"))
        .contains("default-src 'none'")
        .contains("sandbox allow-scripts");
  }

  @Test
  void pprof_profile_isAGzipFile() throws Exception {
    HttpResponse<byte[]> response = get("/debug/pprof/profile?seconds=1");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Encoding")).isEmpty();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(in.readAllBytes(), ISO_8859_1))
          .contains("cpu")
          .contains("nanoseconds")
          .contains("JDK Flight Recorder");
    }
  }

  @Test
  void pprof_heapWithoutAnEngineForIt_isUnavailableWithTheReasonOfEach() throws Exception {
    HttpResponse<byte[]> response = get("/debug/pprof/heap?seconds=1");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(text(response))
        .contains("async-profiler 4.5: native code is switched off")
        .contains("JDK Flight Recorder: ")
        .contains("thread dumps: thread dumps know nothing of objects");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/profile?event=heap|event is 'heap', allowed are cpu, alloc, lock, wall, live",
        "/profile?seconds=0|seconds is 0, allowed are 1 to 300",
        "/profile?from=-5x|from is '-5x', allowed are now, a distance like -15m",
        "/profile?from=-5m&seconds=3|not both",
        "/profile?from=now&to=-5m|from is later than to",
        "/profile?from=-5m&format=jfr|format jfr needs a capture (seconds)",
        "/profile?format=jfr&route=a&seconds=1|cannot be had for one route",
        "/profile/difference?from=-5m|baseFrom is missing",
        "/api/v1/leaks?seconds=x|seconds is 'x', allowed are 3 to 300",
        "/debug/pprof/allocs?seconds=x|seconds is 'x', allowed are 1 to 300"
      })
  void parameters_wrong_areNamedWithWhatIsAllowed(String path, String message) throws Exception {
    HttpResponse<byte[]> response = get(path);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(text(response)).contains(message);
  }

  @Test
  void profile_pastWithoutContinuousMode_isUnavailable() throws Exception {
    HttpResponse<byte[]> response = get("/profile?from=-5m");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(text(response)).contains("continuous profiling is switched off");
  }

  @Test
  void status_continuousRuns_saysSinceWhenAndAtWhatCost() throws Exception {
    Duration slice = Duration.ofSeconds(1);
    profiler.startContinuous(new ContinuousSchedule(Duration.ZERO, slice, slice, 100));
    while (profiler.continuousStatus().slices() == 0) {
      assertThat(profiler.continuousStatus().state())
          .as(profiler.continuousStatus().reason())
          .isNotEqualTo(ContinuousStatus.State.STOPPED);
      Thread.sleep(10);
    }

    assertThat(text(get("/profile/status")))
        .contains("\"state\":\"running\"")
        .contains("\"engine\":\"async-profiler 4.5\",\"state\":\"unavailable\"")
        .contains("\"costRatio\":");
    HttpResponse<byte[]> recent = get("/profile?event=alloc&from=-1h&format=report");
    assertThat(recent.statusCode()).isEqualTo(200);
    assertThat(text(recent)).contains("<h1>Allocation</h1>");
    HttpResponse<byte[]> allocs = get("/debug/pprof/allocs");
    assertThat(allocs.statusCode()).isEqualTo(200);
    assertThat(header(allocs, "X-Sonde-Engine")).isEqualTo("JDK Flight Recorder");
  }

  @Test
  void continuous_switch_needsTheTokenAndPausesAndGoesOn() throws Exception {
    assertThat(post("/profile/continuous?run=true", "wrong").statusCode()).isEqualTo(401);
    assertThat(profiler.continuousStatus().state()).isEqualTo(ContinuousStatus.State.OFF);
    assertThat(get("/profile/continuous?run=true").statusCode()).isEqualTo(405);
    HttpResponse<byte[]> wrong = post("/profile/continuous?run=maybe", TOKEN);
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(text(wrong)).contains("allowed are true and false");

    assertThat(text(post("/profile/continuous?run=true", TOKEN))).isEqualTo("{\"run\":true}");
    awaitState(ContinuousStatus.State.RUNNING);
    assertThat(text(post("/profile/continuous?run=false", TOKEN))).isEqualTo("{\"run\":false}");
    awaitState(ContinuousStatus.State.PAUSED);
    assertThat(text(get("/profile/status"))).contains("\"state\":\"paused\"");
  }

  private void awaitState(ContinuousStatus.State wanted) throws InterruptedException {
    while (profiler.continuousStatus().state() != wanted) {
      assertThat(profiler.continuousStatus().state())
          .as(profiler.continuousStatus().reason())
          .isNotEqualTo(ContinuousStatus.State.STOPPED);
      Thread.sleep(10);
    }
  }

  @Test
  void leaks_withoutAnInquiry_sayWhatIsWatchedAndWhatWasNotAsked() throws Exception {
    profiler.startLeakWatch(true);

    HttpResponse<byte[]> response = get("/api/v1/leaks");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(text(response))
        .startsWith("{")
        .contains("\"trend\":")
        .doesNotContain("\"inquiry\":{");
    assertThat(post("/api/v1/leaks", "wrong").statusCode()).isEqualTo(401);
  }
}
