package io.sonde.agent.instrumentation;

import io.sonde.agent.instrumentation.executor.ExecutorInstrumentation;
import io.sonde.agent.instrumentation.httpclient.HttpClientInstrumentation;
import io.sonde.agent.instrumentation.jdbc.JdbcInstrumentation;
import io.sonde.agent.instrumentation.pool.PoolInstrumentation;
import io.sonde.agent.instrumentation.servlet.ServletInstrumentation;
import java.util.ArrayList;
import java.util.List;

/** The list of technologies: what is not here is not measured. */
public final class Instrumentations {

  private Instrumentations() {}

  /** Every technology, in the order in which they are installed. */
  public static List<Technology> all() {
    List<Technology> all = new ArrayList<>();
    all.add(new ServletInstrumentation());
    all.add(new JdbcInstrumentation());
    all.add(new PoolInstrumentation());
    all.add(new HttpClientInstrumentation());
    all.add(new ExecutorInstrumentation());
    return all;
  }

  /** All but those whose names are given. */
  public static List<Technology> enabled(List<String> disabled) {
    List<Technology> enabled = new ArrayList<>();
    for (Technology technology : all()) {
      if (!disabled.contains(technology.name())) {
        enabled.add(technology);
      }
    }
    return enabled;
  }
}
