package io.sonde.agent.profile;

import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import io.sonde.profiler.Profile;
import io.sonde.profiler.ProfilerBusyException;
import io.sonde.profiler.ProfilerException;
import io.sonde.profiler.ProfilerUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What all handlers of this package do alike. */
final class ProfileExchange {

  /** Waiting for the engine, reading and sending take their time around a capture. */
  private static final int GRACE_SECONDS = 30;

  /** Flame graphs and heat maps are one page with script and style inside. */
  private static final String PAGE_POLICY =
      "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src"
          + " 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

  private ProfileExchange() {}

  /** Makes a profile or a report. */
  interface Work<T> {
    T run() throws ProfilerException, InterruptedException;
  }

  /** Makes a profile within {@code seconds} and a grace, and sends it. */
  static void answer(Request request, Response response, int seconds, Work<Profile> work)
      throws IOException {
    extendDeadline(request, seconds);
    Profile profile = run(work);
    response.contentType(profile.contentType());
    response.header("Content-Security-Policy", PAGE_POLICY);
    response.header("X-Sonde-Engine", profile.sampling().engine());
    response.header("X-Sonde-Samples", Long.toString(profile.samples()));
    response.header(
        "X-Sonde-From", Instant.ofEpochMilli(profile.window().startMillis()).toString());
    response.header("X-Sonde-To", Instant.ofEpochMilli(profile.window().endMillis()).toString());
    if (profile.format().isCompressed()) {
      response.send(profile.bytes());
    } else {
      response.sendCompressed(request, profile.bytes());
    }
  }

  static void extendDeadline(Request request, int seconds) {
    request.extendDeadline(Duration.ofSeconds(seconds + GRACE_SECONDS));
  }

  /** Does the work; what goes wrong becomes an answer. */
  static <T> T run(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(400, String.valueOf(e.getMessage()));
    } catch (ProfilerBusyException e) {
      throw new HttpProblem(409, String.valueOf(e.getMessage()));
    } catch (ProfilerUnavailableException e) {
      throw new HttpProblem(503, String.valueOf(e.getMessage()));
    } catch (ProfilerException e) {
      throw new HttpProblem(500, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HttpProblem(503, "the profile was cancelled");
    }
  }

  /** Reads parameters; a complaint about one becomes an answer 400. */
  interface Parameters<T> {
    T read() throws IOException;
  }

  static <T> T parse(Parameters<T> parameters) throws IOException {
    try {
      return parameters.read();
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(400, String.valueOf(e.getMessage()));
    }
  }

  static String orElse(@Nullable String value, String otherwise) {
    return value == null || value.isEmpty() ? otherwise : value;
  }

  static @Nullable String orNull(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }
}
