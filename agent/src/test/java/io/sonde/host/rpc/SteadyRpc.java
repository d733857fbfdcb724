package io.sonde.host.rpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Calls that a server of the same process answers: one of a message and one of a stream. */
public final class SteadyRpc {

  private static final MethodDescriptor<String, String> ECHO = Methods.unary("steady.Shop/Echo");
  private static final MethodDescriptor<String, String> LIST =
      Methods.of(MethodType.SERVER_STREAMING, "steady.Shop/List");

  private SteadyRpc() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() throws Exception {
    InetAddress address = InetAddress.getLoopbackAddress();
    // the types that both ages have: what the builders return is not the same
    ServerBuilder<?> remote = NettyServerBuilder.forAddress(new InetSocketAddress(address, 0));
    Server net = remote.addService(service()).build().start();
    ServerBuilder<?> near = InProcessServerBuilder.forName("steady");
    Object unused = near.addService(service()).build().start();
    ManagedChannelBuilder<?> toRemote =
        ManagedChannelBuilder.forAddress(address.getHostAddress(), net.getPort()).usePlaintext();
    ManagedChannelBuilder<?> toNear = InProcessChannelBuilder.forName("steady");
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    add(calls, "netty", toRemote.build());
    add(calls, "inprocess", toNear.build());
    return calls;
  }

  private static ServerServiceDefinition service() {
    return ServerServiceDefinition.builder("steady.Shop")
        .addMethod(
            ECHO,
            ServerCalls.asyncUnaryCall(
                (String request, StreamObserver<String> reply) -> {
                  reply.onNext(request);
                  reply.onCompleted();
                }))
        .addMethod(
            LIST,
            ServerCalls.asyncServerStreamingCall(
                (String request, StreamObserver<String> reply) -> {
                  for (int i = 0; i < 3; i++) {
                    reply.onNext(request);
                  }
                  reply.onCompleted();
                }))
        .build();
  }

  private static void add(
      Map<String, Callable<Object>> calls, String name, ManagedChannel channel) {
    calls.put(
        name + ".call",
        () -> ClientCalls.blockingUnaryCall(channel, ECHO, CallOptions.DEFAULT, "hello"));
    calls.put(
        name + ".stream",
        () -> {
          Iterator<String> answers =
              ClientCalls.blockingServerStreamingCall(channel, LIST, CallOptions.DEFAULT, "hello");
          int count = 0;
          while (answers.hasNext()) {
            count += answers.next().length();
          }
          return count;
        });
  }
}
