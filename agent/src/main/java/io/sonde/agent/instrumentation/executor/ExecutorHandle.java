package io.sonde.agent.instrumentation.executor;

import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one executor: itself, weakly, and the pool of its name once a thread has shown
 * it.
 */
final class ExecutorHandle extends WeakReference<ThreadPoolExecutor> {

  /** Refusals from before the name was known. */
  final AtomicInteger earlyRejections = new AtomicInteger();

  /** Null until a worker thread was seen; then written once, under this object's lock. */
  volatile @Nullable NamedPool pool;

  /** Whether nothing is measured: a pool of the JDK's own machinery. */
  volatile boolean ignored;

  ExecutorHandle(ThreadPoolExecutor executor) {
    super(executor);
  }

  /** Counts the refusals from before the name was known. */
  void passOnRejections(NamedPool named) {
    for (int i = earlyRejections.getAndSet(0); i > 0; i--) {
      named.recordRejection();
    }
  }
}
