package io.sonde.agent.start;

import io.sonde.exporters.jvm.JvmMeters;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What only readers need, made for the first of them or {@link #AFTER_TICKS} after the start: the
 * meters of the JVM and those about Sonde. Until then they would compete with the application's own
 * start for the processor.
 *
 * <p>Concurrency: {@code isDone} is volatile and set once; all else is guarded by this object's
 * monitor.
 */
final class FirstReading implements AutoCloseable {

  /** Ticks of {@link Maintenance}, one a second, after which nobody has to ask. */
  static final int AFTER_TICKS = 5;

  private final SondeMeterRegistry registry;
  private final List<Runnable> meters = new ArrayList<>();
  private final Consumer<String> note;
  private volatile boolean isDone;
  private boolean isClosed;
  private int ticks;
  private @Nullable JvmMeters jvmMeters;

  /**
   * Makes it; nothing is bound yet.
   *
   * @param selfMeters binds the meters about Sonde
   * @param note is told what is missing
   */
  FirstReading(SondeMeterRegistry registry, Runnable selfMeters, Consumer<String> note) {
    this.registry = registry;
    meters.add(selfMeters);
    this.note = note;
  }

  /** Has further meters bound with the rest; at once, if that is done. */
  synchronized void also(Runnable binds) {
    if (isDone) {
      binds.run();
    } else {
      meters.add(binds);
    }
  }

  /** Called once a second by one thread. */
  void tick() {
    if (!isDone && ++ticks >= AFTER_TICKS) {
      prepare();
    }
  }

  /** Binds what is not bound yet; every reader but the first passes at once. */
  void prepare() {
    if (!isDone) {
      bind();
    }
  }

  private synchronized void bind() {
    if (isDone || isClosed) {
      return;
    }
    for (Runnable binds : meters) {
      try {
        binds.run();
      } catch (RuntimeException | LinkageError e) {
        // else it would fail again each second, and take every answer with it
        note.accept("some meters are off (" + e + ")");
      }
    }
    try {
      jvmMeters = JvmMeters.bind(registry);
    } catch (LinkageError e) {
      note.accept("JVM meters are off (" + e + ")");
    }
    isDone = true;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    JvmMeters bound = jvmMeters;
    if (bound != null) {
      bound.close();
    }
  }
}
