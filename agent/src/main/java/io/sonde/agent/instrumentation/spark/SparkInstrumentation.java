package io.sonde.agent.instrumentation.spark;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves where Spark finds the route of a request. */
public final class SparkInstrumentation implements Technology {

  private static final String FIND = "io.sonde.agent.instrumentation.spark.SparkAdvice$Find";

  /** Made by hand in the list of technologies. */
  public SparkInstrumentation() {}

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("spark.route.Routes"),
            List.of(
                new MethodRule(
                    "find",
                    "(Lspark/route/HttpMethod;Ljava/lang/String;Ljava/lang/String;)"
                        + "Lspark/routematch/RouteMatch;",
                    FIND))));
  }

  @Override
  public void install(ProbeContext context) {
    context.install(ProbeId.SPARK_MATCH, new SparkProbe(context));
  }
}
