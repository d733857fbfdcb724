package io.sonde.host.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Makes and serves calls of every kind on two transports and prints what it knows of them.
 *
 * <p>Lines: {@code client METHOD|STATUS COUNT}, {@code server METHOD|STATUS COUNT} where the status
 * {@code LATE} is one of two, {@code slow SERVICE <the handler's nanoseconds> <the caller's>},
 * {@code done}. With the argument {@code names} it calls ten thousand methods that nobody has
 * instead.
 */
public final class RpcProgram {

  private static final int ROUNDS = 5;
  private static final int NAMES = 10_000;
  private static final long PATIENCE_SECONDS = 60;

  /** More than a call may take to reach its handler, however busy the machine is. */
  private static final long DEADLINE_SECONDS = 3;

  private final Tally tally = new Tally();

  private RpcProgram() {}

  public static void main(String[] arguments) throws Exception {
    RpcProgram program = new RpcProgram();
    if (arguments.length > 0) {
      program.callNames();
    } else {
      program.callAll();
    }
    System.out.println("done");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private void callAll() throws Exception {
    String address = InetAddress.getLoopbackAddress().getHostAddress();
    ServerBuilder<?> net = NettyServerBuilder.forAddress(new InetSocketAddress(address, 0));
    Shop netShop = new Shop("shop.Net", tally, net);
    ServerBuilder<?> local = InProcessServerBuilder.forName("local");
    Shop localShop = new Shop("shop.Local", tally, local);
    FutureTask<Void> second =
        new FutureTask<>(
            () -> {
              call(localShop, "shop.Local", InProcessChannelBuilder.forName("local"));
              return null;
            });
    new Thread(second).start();
    call(netShop, "shop.Net", NettyChannelBuilder.forAddress(address, netShop.port()));
    try (Socket deaf = new Socket()) {
      // bound, so that nobody else gets the port, and nobody listens
      deaf.bind(new InetSocketAddress(address, 0));
      ManagedChannelBuilder<?> gone =
          NettyChannelBuilder.forAddress(address, deaf.getLocalPort()).usePlaintext();
      ManagedChannel channel = gone.build();
      new Call(channel, Methods.unary("shop.Gone/Echo"), CallOptions.DEFAULT, "").await();
      channel.shutdownNow();
    }
    second.get();
    tally.print();
  }

  private void callNames() throws Exception {
    ServerBuilder<?> local = InProcessServerBuilder.forName("names");
    try (Shop shop = new Shop("shop.Local", tally, local)) {
      ManagedChannelBuilder<?> builder = InProcessChannelBuilder.forName("names");
      ManagedChannel channel = builder.build();
      for (int i = 0; i < NAMES; i++) {
        new Call(channel, Methods.unary("made.Up/Name" + i), CallOptions.DEFAULT, "").await();
      }
      new Call(channel, Methods.unary("shop.Local/Echo"), CallOptions.DEFAULT, "").await();
      shop.over.acquire();
      channel.shutdownNow();
    }
  }

  private void call(Shop shop, String name, ManagedChannelBuilder<?> builder) throws Exception {
    ManagedChannel channel =
        builder
            .usePlaintext()
            .enableRetry()
            .defaultServiceConfig(retrying(name))
            .intercept(new Passing())
            .build();
    call(shop, channel, MethodType.UNARY, name + "/Echo", "hello");
    CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    final Call late = new Call(channel, Methods.unary(name + "/Late"), soon, "");
    for (int round = 0; round < ROUNDS; round++) {
      call(shop, channel, MethodType.UNARY, name + "/Echo", "hello");
      call(shop, channel, MethodType.UNARY, name + "/Later", "hello");
      call(shop, channel, MethodType.SERVER_STREAMING, name + "/List", "item");
      call(shop, channel, MethodType.CLIENT_STREAMING, name + "/Collect", "a", "b", "c");
      call(shop, channel, MethodType.BIDI_STREAMING, name + "/Chat", "x", "y");
    }
    for (String code : List.of("NOT_FOUND", "UNAVAILABLE", "INTERNAL", "UNAUTHENTICATED")) {
      call(shop, channel, MethodType.UNARY, name + "/Fail", code);
    }
    call(shop, channel, MethodType.UNARY, name + "/Throw", "");
    slowly(shop, channel, name);
    // two attempts fail, which the caller is not told of
    new Call(channel, Methods.unary(name + "/Flaky"), CallOptions.DEFAULT, "").await();
    acquire(shop.over, 3);
    new Call(channel, Methods.unary(name + "/Missing"), CallOptions.DEFAULT, "").await();
    tally.served("_OTHER", "UNIMPLEMENTED");
    giveUp(shop, channel, name + "/Never");
    late.await();
    acquire(shop.lateOver, 1);
    // the deadline is over: nothing is sent
    new Call(channel, Methods.unary(name + "/Late"), soon, "").await();
    Call held = new Call(channel, Methods.unary(name + "/Held"), CallOptions.DEFAULT, "");
    shop.waiting.acquire();
    // it is under way when the test looks, and as long as this program runs
    System.out.println("held " + held.method);
  }

  private void call(Shop shop, Channel channel, MethodType type, String method, String... requests)
      throws InterruptedException {
    new Call(channel, Methods.of(type, method), CallOptions.DEFAULT, requests).await();
    acquire(shop.over, 1);
  }

  private void slowly(Shop shop, Channel channel, String name) throws InterruptedException {
    long startNanos = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      call(shop, channel, MethodType.UNARY, name + "/Slow", "");
    }
    long callerNanos = System.nanoTime() - startNanos;
    System.out.println("slow " + name + " " + shop.workNanos() + " " + callerNanos);
  }

  private void giveUp(Shop shop, Channel channel, String never) throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      Call cancelled = new Call(channel, Methods.unary(never), CallOptions.DEFAULT, "");
      shop.waiting.acquire();
      cancelled.call.cancel("not wanted any more", null);
      cancelled.await();
      acquire(shop.over, 1);
    }
  }

  private static void acquire(Semaphore over, int calls) throws InterruptedException {
    if (!over.tryAcquire(calls, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the server was not told of an end");
    }
  }

  private static Map<String, ?> retrying(String service) {
    Map<String, ?> policy =
        Map.of(
            "maxAttempts",
            4.0,
            "initialBackoff",
            "0.01s",
            "maxBackoff",
            "0.01s",
            "backoffMultiplier",
            1.0,
            "retryableStatusCodes",
            List.of("UNAVAILABLE"));
    Map<String, ?> method =
        Map.of(
            "name", List.of(Map.of("service", service, "method", "Flaky")), "retryPolicy", policy);
    return Map.of("methodConfig", List.of(method));
  }

  /** One call, with all its requests sent. */
  private final class Call extends ClientCall.Listener<String> {

    final String method;
    final ClientCall<String, String> call;
    private final CountDownLatch closed = new CountDownLatch(1);

    Call(
        Channel channel,
        MethodDescriptor<String, String> descriptor,
        CallOptions options,
        String... requests) {
      method = descriptor.getFullMethodName();
      call = channel.newCall(descriptor, options);
      call.start(this, new Metadata());
      call.request(100);
      for (String request : requests) {
        call.sendMessage(request);
      }
      call.halfClose();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      tally.called(method, status.getCode().name());
      closed.countDown();
    }

    void await() throws InterruptedException {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(method + " has no end");
      }
    }
  }

  /** Stands around every call, as an application's would. */
  private static final class Passing implements ClientInterceptor {

    @Override
    public <A, B> ClientCall<A, B> interceptCall(
        MethodDescriptor<A, B> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<A, B>(next.newCall(method, options)) {};
    }
  }
}
