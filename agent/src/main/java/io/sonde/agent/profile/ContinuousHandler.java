package io.sonde.agent.profile;

import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.HttpProblem;
import io.sonde.exporters.http.Request;
import io.sonde.exporters.http.Response;
import io.sonde.profiler.Profiler;
import java.io.IOException;

/** {@code POST /profile/continuous?run=…}: lets the continuous mode run or pause. */
final class ContinuousHandler implements Handler {

  private final Profiler profiler;

  ContinuousHandler(Profiler profiler) {
    this.profiler = profiler;
  }

  @Override
  public void handle(Request request, Response response) throws IOException {
    String run = request.parameter("run");
    if (!"true".equals(run) && !"false".equals(run)) {
      throw new HttpProblem(400, "run is missing; allowed are true and false");
    }
    boolean isWanted = "true".equals(run);
    profiler.runContinuous(isWanted);
    response.contentType("application/json").send("{\"run\":" + isWanted + "}");
  }
}
