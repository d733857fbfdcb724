package io.sonde.agent.start;

import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import io.sonde.profiler.Profile;
import io.sonde.profiler.ProfileRequest;
import io.sonde.profiler.Profiler;
import io.sonde.profiler.ProfilerBusyException;
import io.sonde.profiler.ProfilerException;
import io.sonde.profiler.ProfilerUnavailableException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code GET /profile?event=cpu|alloc&seconds=N&format=html|collapsed}. */
final class ProfileHandler implements Handler {

  /** Converting and sending take their time after the capture. */
  private static final int GRACE_SECONDS = 30;

  /** Flame graphs are one page with script and style inside. */
  private static final String PAGE_POLICY =
      "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src"
          + " 'unsafe-inline'; img-src data:";

  private final Profiler profiler;

  ProfileHandler(Profiler profiler) {
    this.profiler = profiler;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    ProfileRequest wanted;
    try {
      wanted =
          ProfileRequest.parse(
              orElse(request.parameter("event"), "cpu"),
              orElse(request.parameter("seconds"), "10"),
              orElse(request.parameter("format"), "html"));
    } catch (IllegalArgumentException e) {
      throw new HttpProblem(400, String.valueOf(e.getMessage()));
    }
    request.extendDeadline(Duration.ofSeconds(wanted.seconds() + GRACE_SECONDS));
    Profile profile = capture(wanted);
    response.contentType(profile.contentType());
    response.header("Content-Security-Policy", PAGE_POLICY);
    response.header("X-Sonde-Engine", profile.sampling().engine());
    response.header("X-Sonde-Samples", Long.toString(profile.samples()));
    response.sendCompressed(request, profile.bytes());
  }

  private Profile capture(ProfileRequest wanted) throws IOException {
    try {
      return profiler.capture(wanted);
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

  private static String orElse(@Nullable String value, String otherwise) {
    return value == null || value.isEmpty() ? otherwise : value;
  }
}
