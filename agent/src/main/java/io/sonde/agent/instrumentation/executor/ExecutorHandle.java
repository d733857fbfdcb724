package io.sonde.agent.instrumentation.executor;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one executor: itself, weakly, how it is read, and the pool of its name once a
 * thread has shown it.
 */
final class ExecutorHandle extends WeakReference<Object> {

  /** How the executor is read. */
  final ExecutorSource source;

  /** Refusals from before the name was known. */
  final AtomicInteger earlyRejections = new AtomicInteger();

  /** Null until a worker thread was seen; then written once, under this object's lock. */
  volatile @Nullable NamedPool pool;

  /** Whether nothing is measured: a pool of the JDK's own machinery. */
  volatile boolean ignored;

  /** Whether it had ended when it was read last, and is read no more. */
  volatile boolean isLetGo;

  ExecutorHandle(Object executor, ExecutorSource source) {
    super(executor);
    this.source = source;
  }

  /** Counts the refusals from before the name was known. */
  void passOnRejections(NamedPool named) {
    for (int i = earlyRejections.getAndSet(0); i > 0; i--) {
      named.recordRejection();
    }
  }
}
