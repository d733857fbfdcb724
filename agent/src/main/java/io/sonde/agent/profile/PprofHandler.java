package io.sonde.agent.profile;

import static io.sonde.agent.profile.ProfileExchange.orElse;

import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import io.sonde.profiler.ContinuousStatus;
import io.sonde.profiler.Event;
import io.sonde.profiler.Format;
import io.sonde.profiler.Profile;
import io.sonde.profiler.ProfileRequest;
import io.sonde.profiler.Profiler;
import io.sonde.profiler.ProfilerException;
import io.sonde.profiler.ProfilerUnavailableException;
import io.sonde.profiler.WindowRequest;
import java.io.IOException;

/**
 * {@code /debug/pprof/…} as Go programs have it: with {@code seconds} a capture; without, for
 * allocation and locks, what the continuous mode has kept of the last minutes, otherwise a capture
 * of ten seconds.
 */
final class PprofHandler implements Handler {

  private static final String DEFAULT_SECONDS = "10";
  private static final long RECENT_MILLIS = 300_000;

  private final Profiler profiler;
  private final Event event;

  PprofHandler(Profiler profiler, Event event) {
    this.profiler = profiler;
    this.event = event;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    String seconds = orElse(request.parameter("seconds"), DEFAULT_SECONDS);
    ProfileRequest wanted =
        ProfileExchange.parse(
            () -> ProfileRequest.parse(event.label(), seconds, Format.PPROF.label()));
    boolean recentWillDo =
        request.parameter("seconds") == null && (event == Event.ALLOC || event == Event.LOCK);
    ProfileExchange.answer(
        request,
        response,
        wanted.seconds(),
        () -> recentWillDo ? recentOrCapture(wanted) : profiler.capture(wanted));
  }

  private Profile recentOrCapture(ProfileRequest wanted)
      throws ProfilerException, InterruptedException {
    if (profiler.continuousStatus().state() == ContinuousStatus.State.RUNNING) {
      long nowMillis = System.currentTimeMillis();
      try {
        return profiler.recent(
            new WindowRequest(event, nowMillis - RECENT_MILLIS, nowMillis, Format.PPROF, null));
      } catch (ProfilerUnavailableException e) {
        // Its first slice is not complete.
        return profiler.capture(wanted);
      }
    }
    return profiler.capture(wanted);
  }
}
