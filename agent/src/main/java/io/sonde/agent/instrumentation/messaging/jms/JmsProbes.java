package io.sonde.agent.instrumentation.messaging.jms;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import io.sonde.agent.instrumentation.messaging.ClientType;
import io.sonde.agent.instrumentation.messaging.Destination;
import io.sonde.agent.instrumentation.messaging.Destinations;
import io.sonde.agent.instrumentation.messaging.Operation;
import io.sonde.agent.instrumentation.messaging.Outermost;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/**
 * The probes of JMS. Another class may happen to declare the same methods, so each looks at the
 * type of what it is called for.
 *
 * <p>A message that is sent with a listener is noted by its identity before the provider has it,
 * and ends when the first listener is told of it, on the provider's thread, or when {@code send}
 * throws: whoever removes the note records it.
 */
final class JmsProbes {

  /** Messages whose listeners are not told yet; further ones are not measured. */
  static final int MAX_PENDING = 16_384;

  private static final LibraryMethod[] OF_PRODUCER = both("MessageProducer", "getDestination");
  private static final LibraryMethod[] OF_MESSAGE = both("Message", "getJMSDestination");

  private final JmsNames names;
  private final WeakIdentityTable<Pending> pending;

  JmsProbes(Destinations destinations, WeakIdentityTable<Pending> pending) {
    this.names = new JmsNames(destinations);
    this.pending = pending;
  }

  static void install(ProbeContext context) {
    JmsProbes probes =
        new JmsProbes(
            new Destinations(context, "jms"), context.sideTable("jms_messages", MAX_PENDING));
    context.install(ProbeId.JMS_SEND, probes.new Send());
    context.install(ProbeId.JMS_SEND_ASYNC, probes.new SendAsync());
    context.install(ProbeId.JMS_COMPLETE, probes.new Complete());
    context.install(ProbeId.JMS_RECEIVE, probes.new Receive());
    context.install(ProbeId.JMS_PROCESS, probes.new Listen());
  }

  /** A method of {@code javax.jms} and of {@code jakarta.jms}. */
  static LibraryMethod[] both(String type, String method) {
    return new LibraryMethod[] {
      new LibraryMethod("javax.jms." + type, method),
      new LibraryMethod("jakarta.jms." + type, method)
    };
  }

  /** What the one of both returns that knows the object. */
  static @Nullable Object call(LibraryMethod[] either, @Nullable Object target) {
    Object found = either[0].call(target);
    return found != null ? found : either[1].call(target);
  }

  /** Begins a call of an object of a type unless the thread is in one of this kind. */
  private static long begin(ClientType type, @Nullable Object self, int kind) {
    return Outermost.mayBegin(kind) && type.isOf(self) ? Outermost.begin(kind) : 0L;
  }

  private Destination destination(@Nullable Object producer, @Nullable Object to) {
    return names.of(to != null ? to : call(OF_PRODUCER, producer));
  }

  /** {@code MessageProducer.send}. */
  final class Send extends SondeProbe {

    @Override
    public long enter(@Nullable Object producer, @Nullable Object first, @Nullable Object second) {
      return begin(JmsTypes.PRODUCER, producer, CallState.MESSAGE_SENDING);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object producer,
        @Nullable Object to,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      long elapsedNanos = Outermost.end(CallState.MESSAGE_SENDING, startNanos);
      destination(producer, to).record(Operation.SEND, elapsedNanos, thrown);
    }
  }

  /** {@code MessageProducer.send} with a listener. */
  final class SendAsync extends SondeProbe {

    @Override
    public long enter(@Nullable Object producer, @Nullable Object message, @Nullable Object to) {
      if (message == null
          || !Outermost.mayBegin(CallState.MESSAGE_SENDING)
          || !JmsTypes.PRODUCER.isOf(producer)) {
        return 0L;
      }
      Destination destination = destination(producer, to);
      long startNanos = Outermost.begin(CallState.MESSAGE_SENDING);
      pending.set(message, new Pending(destination, startNanos));
      return startNanos;
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object producer,
        @Nullable Object message,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      long elapsedNanos = Outermost.end(CallState.MESSAGE_SENDING, startNanos);
      if (thrown != null && message != null) {
        Pending noted = pending.remove(message);
        if (noted != null) {
          noted.destination.record(Operation.SEND, elapsedNanos, thrown);
        }
      }
    }
  }

  /** {@code CompletionListener.onCompletion} and {@code onException}. */
  final class Complete extends SondeProbe {

    @Override
    public long enter(
        @Nullable Object listener, @Nullable Object message, @Nullable Object failure) {
      if (message != null && JmsTypes.COMPLETION.isOf(listener)) {
        Pending noted = pending.remove(message);
        if (noted != null) {
          Throwable thrown = failure instanceof Throwable cause ? cause : null;
          noted.destination.record(Operation.SEND, CallState.now() - noted.startNanos, thrown);
        }
      }
      return 0L;
    }
  }

  /** {@code MessageConsumer.receive}. */
  final class Receive extends SondeProbe {

    @Override
    public long enter(@Nullable Object consumer, @Nullable Object first, @Nullable Object second) {
      return begin(JmsTypes.CONSUMER, consumer, CallState.MESSAGE_RECEIVING);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object consumer,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object message,
        @Nullable Throwable thrown) {
      long elapsedNanos = Outermost.end(CallState.MESSAGE_RECEIVING, startNanos);
      Destination destination = names.of(call(OF_MESSAGE, message));
      destination.record(Operation.RECEIVE, elapsedNanos, thrown);
      if (message != null) {
        destination.addConsumed(Operation.RECEIVE, 1);
      }
    }
  }

  /** {@code MessageListener.onMessage}. */
  final class Listen extends SondeProbe {

    @Override
    public long enter(@Nullable Object listener, @Nullable Object first, @Nullable Object second) {
      return JmsTypes.CONTAINER.isOf(listener)
          ? 0L
          : begin(JmsTypes.LISTENER, listener, CallState.MESSAGE_PROCESSING);
    }

    @Override
    public void exit(
        long startNanos,
        @Nullable Object listener,
        @Nullable Object message,
        @Nullable Object second,
        @Nullable Object result,
        @Nullable Throwable thrown) {
      long elapsedNanos = Outermost.end(CallState.MESSAGE_PROCESSING, startNanos);
      names.of(call(OF_MESSAGE, message)).record(Operation.PROCESS, elapsedNanos, thrown);
    }
  }

  /** A message whose listener is not told yet. */
  record Pending(Destination destination, long startNanos) {}
}
