package io.sonde.agent.instrumentation.grpc;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Weaves grpc-java, client and server, on whatever transport. */
public final class GrpcInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.grpc.GrpcAdvice$";
  private static final String CORE = "io.grpc.internal.";

  private static final String STATUS = "Lio/grpc/Status;";
  private static final String METADATA = "Lio/grpc/Metadata;";
  private static final String STREAM = "Lio/grpc/internal/ServerStream;";
  private static final String DEFINITION = "Lio/grpc/ServerMethodDefinition;";
  private static final String STATS = "Lio/grpc/internal/StatsTraceContext;";

  /** Made by hand in the list of technologies. */
  public GrpcInstrumentation() {}

  @Override
  public String name() {
    return "grpc";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(call(), delayedCall(), arrival(), handling(), sending(), closing());
  }

  private static MethodRule start() {
    return new MethodRule(
        "start", "(Lio/grpc/ClientCall$Listener;" + METADATA + ")V", ADVICE + "Start");
  }

  private static TypeRule call() {
    return TypeRule.named(
        List.of(CORE + "ClientCallImpl"),
        List.of(
            start(),
            new MethodRule(
                "closeObserver",
                "(Lio/grpc/ClientCall$Listener;" + STATUS + METADATA + ")V",
                ADVICE + "Close")));
  }

  private static TypeRule delayedCall() {
    return TypeRule.named(
        List.of(CORE + "DelayedClientCall"),
        List.of(
            start(),
            new MethodRule("setCall", "(Lio/grpc/ClientCall;)V", ADVICE + "Bind"),
            new MethodRule(
                "setCall", "(Lio/grpc/ClientCall;)Ljava/lang/Runnable;", ADVICE + "Bind"),
            new MethodRule("cancel", "(" + STATUS + "Z)V", ADVICE + "GiveUp")));
  }

  private static TypeRule arrival() {
    String parameters =
        STREAM
            + "Ljava/lang/String;"
            + DEFINITION
            + METADATA
            + "Lio/grpc/Context$CancellableContext;"
            + STATS;
    String result = "Lio/grpc/internal/ServerStreamListener;";
    return TypeRule.named(
        List.of(CORE + "ServerImpl$ServerTransportListenerImpl"),
        List.of(
            new MethodRule(
                "streamCreated",
                "(" + STREAM + "Ljava/lang/String;" + METADATA + ")V",
                ADVICE + "Arrival"),
            new MethodRule("startCall", "(" + parameters + ")" + result, ADVICE + "StartCall"),
            new MethodRule(
                "startCall",
                "(" + parameters + "Lio/perfmark/Tag;)" + result,
                ADVICE + "StartCall"),
            new MethodRule(
                "wrapMethod",
                "(" + STREAM + DEFINITION + STATS + ")" + DEFINITION,
                ADVICE + "WrapMethod")));
  }

  private static TypeRule handling() {
    return TypeRule.named(
        List.of(CORE + "ServerCallImpl$ServerStreamListenerImpl"),
        List.of(new MethodRule("halfClosed", "()V", ADVICE + "Handle")));
  }

  private static TypeRule sending() {
    return TypeRule.named(
        List.of(
            CORE + "AbstractServerStream",
            "io.grpc.inprocess.InProcessTransport$InProcessStream$InProcessServerStream"),
        List.of(new MethodRule("close", "(" + STATUS + METADATA + ")V", ADVICE + "Send")));
  }

  private static TypeRule closing() {
    return TypeRule.named(
        List.of(CORE + "ServerImpl$JumpToApplicationThreadServerStreamListener"),
        List.of(new MethodRule("closed", "(" + STATUS + ")V", ADVICE + "Closed")));
  }

  @Override
  public void install(ProbeContext context) {
    ClientProbes.install(context);
    ServerProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.GRPC_CALL_START, ProbeId.GRPC_STREAM_CREATED, ProbeId.GRPC_HANDLE};
  }
}
