package io.sonde.agent.profile;

import static io.sonde.agent.profile.ProfileExchange.orElse;
import static io.sonde.agent.profile.ProfileExchange.orNull;

import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import io.sonde.profiler.Profiler;
import io.sonde.profiler.WindowRequest;
import java.io.IOException;

/** {@code /profile/difference}: two windows of the continuous mode, compared. */
final class DifferenceHandler implements Handler {

  private final Profiler profiler;

  DifferenceHandler(Profiler profiler) {
    this.profiler = profiler;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    long nowMillis = System.currentTimeMillis();
    WindowRequest base =
        window(request, required(request, "baseFrom"), required(request, "baseTo"), nowMillis);
    WindowRequest wanted =
        window(
            request, required(request, "from"), orElse(request.parameter("to"), "now"), nowMillis);
    ProfileExchange.answer(request, response, 0, () -> profiler.difference(base, wanted));
  }

  private static String required(Request request, String name) throws IOException {
    String value = orNull(request.parameter(name));
    if (value == null) {
      throw new HttpProblem(400, name + " is missing; needed are baseFrom, baseTo and from");
    }
    return value;
  }

  private static WindowRequest window(Request request, String from, String to, long nowMillis)
      throws IOException {
    return ProfileExchange.parse(
        () ->
            WindowRequest.parse(
                orElse(request.parameter("event"), "cpu"),
                from,
                to,
                orElse(request.parameter("format"), "html"),
                orNull(request.parameter("route")),
                nowMillis));
  }
}
