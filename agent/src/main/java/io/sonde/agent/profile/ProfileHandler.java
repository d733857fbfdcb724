package io.sonde.agent.profile;

import static io.sonde.agent.profile.ProfileExchange.orElse;
import static io.sonde.agent.profile.ProfileExchange.orNull;

import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import io.sonde.profiler.ProfileRequest;
import io.sonde.profiler.Profiler;
import io.sonde.profiler.WindowRequest;
import java.io.IOException;

/** {@code /profile}: a capture, or, with {@code from}, what the continuous mode has kept. */
final class ProfileHandler implements Handler {

  private final Profiler profiler;

  ProfileHandler(Profiler profiler) {
    this.profiler = profiler;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    if (request.parameter("from") == null && request.parameter("to") == null) {
      capture(request, response);
    } else if (request.parameter("seconds") != null) {
      throw new HttpProblem(400, "seconds asks for a capture, from and to for the past: not both");
    } else {
      recent(request, response);
    }
  }

  private void capture(Request request, Response response) throws IOException {
    ProfileRequest wanted =
        ProfileExchange.parse(
            () ->
                ProfileRequest.parse(
                    orElse(request.parameter("event"), "cpu"),
                    orElse(request.parameter("seconds"), "10"),
                    orElse(request.parameter("format"), "html"),
                    orNull(request.parameter("route"))));
    ProfileExchange.answer(request, response, wanted.seconds(), () -> profiler.capture(wanted));
  }

  private void recent(Request request, Response response) throws IOException {
    WindowRequest wanted =
        ProfileExchange.parse(
            () ->
                WindowRequest.parse(
                    orElse(request.parameter("event"), "cpu"),
                    orElse(request.parameter("from"), "-1h"),
                    orElse(request.parameter("to"), "now"),
                    orElse(request.parameter("format"), "html"),
                    orNull(request.parameter("route")),
                    System.currentTimeMillis()));
    ProfileExchange.answer(request, response, 0, () -> profiler.recent(wanted));
  }
}
