package io.sonde.agent.instrumentation.cxf;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves where CXF notes what a request has matched. */
public final class CxfInstrumentation implements Technology {

  private static final String MATCH = "io.sonde.agent.instrumentation.cxf.CxfAdvice$Match";

  /** Made by hand in the list of technologies. */
  public CxfInstrumentation() {}

  @Override
  public String name() {
    return "cxf";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of("org.apache.cxf.jaxrs.utils.JAXRSUtils"),
            List.of(
                new MethodRule("pushOntoStack", matched("javax"), MATCH, true),
                new MethodRule("pushOntoStack", matched("jakarta"), MATCH, true))));
  }

  private static String matched(String api) {
    return "(Lorg/apache/cxf/jaxrs/model/OperationResourceInfo;L"
        + api
        + "/ws/rs/core/MultivaluedMap;Lorg/apache/cxf/message/Message;)V";
  }

  @Override
  public void install(ProbeContext context) {
    context.install(ProbeId.CXF_MATCH, new CxfProbe(context));
  }
}
