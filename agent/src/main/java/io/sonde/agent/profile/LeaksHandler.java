package io.sonde.agent.profile;

import static io.sonde.agent.profile.ProfileExchange.orNull;

import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import io.sonde.profiler.LeakRequest;
import io.sonde.profiler.Profiler;
import java.io.IOException;

/** {@code /api/v1/leaks}: what is known of leaks, after an inquiry if that is asked for. */
final class LeaksHandler implements Handler {

  private final Profiler profiler;

  LeaksHandler(Profiler profiler) {
    this.profiler = profiler;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    String seconds = orNull(request.parameter("seconds"));
    byte[] report = seconds == null ? profiler.leaks() : inquire(request, seconds);
    response.contentType("application/json");
    response.sendCompressed(request, report);
  }

  private byte[] inquire(Request request, String seconds) throws IOException {
    // What stops the application for long changes its state: only who may do that may ask for it.
    boolean isControl = request.method().equals("POST");
    LeakRequest wanted =
        ProfileExchange.parse(
            () ->
                LeakRequest.parse(
                    seconds,
                    isSet(request, "roots"),
                    isControl && isSet(request, "collect"),
                    isControl && isSet(request, "force")));
    ProfileExchange.extendDeadline(request, wanted.seconds());
    return ProfileExchange.run(() -> profiler.inquire(wanted));
  }

  private static boolean isSet(Request request, String name) throws IOException {
    return "true".equals(request.parameter(name));
  }
}
