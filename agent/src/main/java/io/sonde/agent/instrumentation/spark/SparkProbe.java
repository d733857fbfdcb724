package io.sonde.agent.instrumentation.spark;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.routes.TemplateTable;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Gives the request that the thread serves the route that Spark found. */
final class SparkProbe extends SondeProbe {

  private final LibraryMethod path =
      new LibraryMethod("spark.routematch.RouteMatch", "getMatchUri");

  private final TemplateTable templates;

  SparkProbe(ProbeContext context) {
    templates = TemplateTable.of(context);
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object match, @Nullable Object unused) {
    long[] state = CallState.current();
    if (state[CallState.SERVER] != 0 && path.call(match) instanceof String text) {
      templates.replace(state, text);
    }
    return 0L;
  }
}
