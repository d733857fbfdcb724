package io.sonde.exporters.jvm;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/**
 * When the JVM stopped all threads to collect garbage, as its collectors tell it: to the
 * millisecond, without the stops of other kinds.
 *
 * <p>Concurrency: the pauses and their sum are guarded by this object's monitor; the JVM's
 * notification thread adds, any thread asks.
 */
public final class GcPauses implements AutoCloseable {

  /** Pauses that are kept with their time; older ones count in the sum alone. */
  static final int KEPT = 256;

  private final Deque<Pause> pauses = new ArrayDeque<>();
  private final List<Runnable> undo = new ArrayList<>();
  private long sumMillis;

  private record Pause(long fromMillis, long toMillis) {}

  /**
   * Watches all collectors of this JVM until closed.
   *
   * @throws LinkageError if the JVM lacks the module {@code jdk.management}
   */
  public static GcPauses watch() {
    GcPauses pauses = new GcPauses();
    long jvmStartMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
    NotificationListener listener =
        (notification, unused) -> pauses.hear(notification, jvmStartMillis);
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      // collectors that run beside the application have a bean of their own for that
      if (collector instanceof NotificationEmitter emitter
          && !collector.getName().endsWith("Cycles")) {
        emitter.addNotificationListener(listener, null, null);
        pauses.undo.add(() -> remove(emitter, listener));
      }
    }
    return pauses;
  }

  private static void remove(NotificationEmitter emitter, NotificationListener listener) {
    try {
      emitter.removeNotificationListener(listener);
    } catch (ListenerNotFoundException alreadyGone) {
      // what was wanted
    }
  }

  /** On a thread of the JVM's, which must not get what goes wrong here. */
  private void hear(Notification notification, long jvmStartMillis) {
    try {
      take(notification, jvmStartMillis);
    } catch (RuntimeException | LinkageError unreadable) {
      // one pause less is known
    }
  }

  private void take(Notification notification, long jvmStartMillis) {
    if (!notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    GarbageCollectionNotificationInfo what =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
    GcInfo when = what.getGcInfo();
    // "No GC" is what a concurrent phase calls its cause
    if (when != null && !what.getGcCause().equals("No GC")) {
      add(jvmStartMillis + when.getStartTime(), jvmStartMillis + when.getEndTime());
    }
  }

  /** A pause; milliseconds since 1970. */
  synchronized void add(long fromMillis, long toMillis) {
    if (toMillis <= fromMillis) {
      return;
    }
    sumMillis += toMillis - fromMillis;
    if (pauses.size() == KEPT) {
      pauses.removeFirst();
    }
    pauses.addLast(new Pause(fromMillis, toMillis));
  }

  /** How long all threads stood still since this began to watch; seconds. */
  public synchronized double secondsInAll() {
    return sumMillis / 1e3;
  }

  /**
   * How long all threads stood still within a time; seconds.
   *
   * @param fromMillis since 1970
   * @param toMillis since 1970
   * @return null if pauses of that time may be forgotten already
   */
  public synchronized @Nullable Double seconds(long fromMillis, long toMillis) {
    Pause oldest = pauses.peekFirst();
    if (oldest != null && pauses.size() == KEPT && fromMillis < oldest.fromMillis()) {
      return null;
    }
    long millis = 0;
    for (Pause pause : pauses) {
      millis +=
          Math.max(
              0, Math.min(toMillis, pause.toMillis()) - Math.max(fromMillis, pause.fromMillis()));
    }
    return millis / 1e3;
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
    undo.clear();
  }
}
