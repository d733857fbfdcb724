package io.sonde.exporters.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the exchanges of a JDK {@code HttpServer}, each on its own thread and against the clock.
 *
 * <p>The server reads a request's head inside the task it gives its executor, from a blocking
 * channel. Interrupting the thread closes that channel, so an interrupt at the deadline ends a
 * half-open connection and frees its thread. Each task in flight has a thread, at most {@link
 * #MAX_IN_FLIGHT}: nothing waits behind a slow client. When all are taken, the one that has waited
 * longest for its request's head makes room; if none is waiting for a head, the newcomer is
 * refused, on which the server closes its connection. {@link #execute} never blocks. A thread
 * without work ends after 10 s.
 *
 * <p>Not a {@code ThreadPoolExecutor}, because those are instrumented.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>workers, idle, closed, watcher, watchedUntilNanos</td><td>locked</td><td>locked</td><td>lock</td></tr>
 *   <tr><td>Worker.next, running, phase, deadlines</td><td>locked</td><td>locked</td><td>lock</td></tr>
 *   <tr><td>interrupts to a worker</td><td></td><td>locked, only while it runs a task</td><td>lock</td></tr>
 * </table>
 *
 * A worker clears its interrupt flag in the same locked step that ends its task, so an interrupt
 * meant for one task never reaches the next.
 */
final class DeadlineExecutor implements Executor, AutoCloseable {
  static final int MAX_IN_FLIGHT = 32;

  /** The most that {@link Deadline#extend} grants. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final long IDLE_NANOS = 10_000_000_000L;
  private static final long WATCH_NANOS = 50_000_000;
  private static final long CLOSE_NANOS = 1_000_000_000L;

  /** The worker of one of our own threads; a worker belongs to one executor for good. */
  private static final ThreadLocal<Worker> CURRENT = new ThreadLocal<>();

  private final ThreadFactory threads;
  private final Deadlines limits;
  private final Object lock = new Object();
  private final Set<Worker> workers = new LinkedHashSet<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();
  private @Nullable Thread watcher;
  private boolean closed;

  /** When the watcher looks again; it is woken for what is due before. */
  private long watchedUntilNanos;

  /**
   * How long the parts of a request may take.
   *
   * @param headers until the head has been read
   * @param body until the body has been read, from when the handler asks for it
   * @param total until the answer has been written, unless extended
   */
  record Deadlines(Duration headers, Duration body, Duration total) {
    static final Deadlines STANDARD =
        new Deadlines(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  DeadlineExecutor(ThreadFactory threads, Deadlines limits) {
    this.threads = threads;
    this.limits = limits;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (lock) {
      if (closed) {
        throw new RejectedExecutionException("closed");
      }
      startWatcher();
      nameDispatcher();
      Worker worker = idle.pollLast();
      if (worker == null && workers.size() < MAX_IN_FLIGHT) {
        startWorker(task);
        return;
      }
      if (worker == null) {
        worker = longestWaitingForHead();
        if (worker == null) {
          throw new RejectedExecutionException("too many requests in flight");
        }
        worker.thread.interrupt();
      }
      worker.next = task;
      LockSupport.unpark(worker.thread);
    }
  }

  private void startWorker(Runnable task) {
    Worker worker = new Worker(task);
    workers.add(worker);
    try {
      worker.thread.start();
    } catch (Throwable noThread) {
      workers.remove(worker);
      throw noThread;
    }
  }

  private @Nullable Worker longestWaitingForHead() {
    Worker longest = null;
    for (Worker worker : workers) {
      if (worker.awaitsHead()
          && (longest == null || worker.phaseDeadlineNanos - longest.phaseDeadlineNanos < 0)) {
        longest = worker;
      }
    }
    return longest;
  }

  /** The clock of the request that the calling thread handles; null on any other thread. */
  @Nullable Deadline deadline() {
    Worker worker = CURRENT.get();
    return worker == null ? null : new Deadline(worker);
  }

  /** The server's own thread, which calls here, is told from those of the host's servers. */
  private static void nameDispatcher() {
    Thread caller = Thread.currentThread();
    if (caller.getName().equals("HTTP-Dispatcher")) {
      caller.setName("sonde-http-dispatcher");
    }
  }

  private void startWatcher() {
    if (watcher == null) {
      Thread thread = newThread(this::watch, "sonde-http-deadlines");
      thread.start();
      watcher = thread;
    }
  }

  private Thread newThread(Runnable task, String name) {
    Thread thread = threads.newThread(task);
    thread.setName(name);
    thread.setDaemon(true);
    thread.setContextClassLoader(DeadlineExecutor.class.getClassLoader());
    return thread;
  }

  private void watch() {
    synchronized (lock) {
      while (!closed) {
        long nowNanos = System.nanoTime();
        watchedUntilNanos = nowNanos + LONGEST.toNanos();
        for (Worker worker : workers) {
          if (worker.running && worker.isLate(nowNanos)) {
            worker.thread.interrupt();
            // again and again while it is late: a handler may have swallowed the first interrupt
            lookBy(nowNanos + WATCH_NANOS);
          } else if (worker.running) {
            lookBy(worker.deadlineNanos());
          }
        }
        try {
          lock.wait((watchedUntilNanos - nowNanos) / 1_000_000 + 1);
        } catch (InterruptedException stop) {
          // only closing ends the watch
        }
      }
    }
  }

  /** Has the watcher, which calls this, look again by then. */
  private void lookBy(long nanos) {
    if (nanos - watchedUntilNanos < 0) {
      watchedUntilNanos = nanos;
    }
  }

  /** Wakes the watcher if it would come too late. */
  private void wakeFor(long deadlineNanos) {
    if (deadlineNanos - watchedUntilNanos < 0) {
      lock.notifyAll();
    }
  }

  int threadCount() {
    synchronized (lock) {
      return workers.size();
    }
  }

  /** How many requests could make room for another. */
  int awaitedHeads() {
    synchronized (lock) {
      int count = 0;
      for (Worker worker : workers) {
        count += worker.awaitsHead() ? 1 : 0;
      }
      return count;
    }
  }

  /** Interrupts all tasks and waits up to a second for the threads to end. */
  @Override
  public void close() {
    List<Thread> ending = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      for (Worker worker : workers) {
        worker.next = null;
        if (worker.running && worker.thread != Thread.currentThread()) {
          worker.thread.interrupt();
        }
        LockSupport.unpark(worker.thread);
        ending.add(worker.thread);
      }
      if (watcher != null) {
        ending.add(watcher);
      }
      lock.notifyAll();
    }
    long untilNanos = System.nanoTime() + CLOSE_NANOS;
    for (Thread thread : ending) {
      long leftMillis = (untilNanos - System.nanoTime()) / 1_000_000;
      if (thread == Thread.currentThread() || leftMillis <= 0) {
        continue;
      }
      try {
        thread.join(leftMillis);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private enum Phase {
    HEAD,
    BODY,
    HANDLER
  }

  /** The clock of one request, used on its worker thread only. */
  final class Deadline {
    private final Worker worker;

    private Deadline(Worker worker) {
      this.worker = worker;
    }

    /** The head has been read. */
    void headEnds() {
      synchronized (lock) {
        worker.phase = Phase.HANDLER;
      }
    }

    void bodyStarts() {
      synchronized (lock) {
        worker.phase = Phase.BODY;
        worker.phaseDeadlineNanos = System.nanoTime() + limits.body.toNanos();
        wakeFor(worker.deadlineNanos());
      }
    }

    void bodyEnds() {
      headEnds();
    }

    void extend(Duration time) {
      Duration granted = time.compareTo(LONGEST) > 0 ? LONGEST : time;
      synchronized (lock) {
        worker.totalDeadlineNanos = System.nanoTime() + granted.toNanos();
        wakeFor(worker.deadlineNanos());
      }
    }
  }

  private final class Worker implements Runnable {
    final Thread thread;
    @Nullable Runnable next;
    boolean running;
    Phase phase = Phase.HEAD;
    long phaseDeadlineNanos;
    long totalDeadlineNanos;

    Worker(Runnable first) {
      this.next = first;
      this.thread = newThread(this, "sonde-http");
    }

    boolean awaitsHead() {
      return running && phase == Phase.HEAD && next == null;
    }

    boolean isLate(long nowNanos) {
      return nowNanos - deadlineNanos() >= 0;
    }

    /** When what it does now must have ended. */
    long deadlineNanos() {
      return phase != Phase.HANDLER && phaseDeadlineNanos - totalDeadlineNanos < 0
          ? phaseDeadlineNanos
          : totalDeadlineNanos;
    }

    @Override
    public void run() {
      CURRENT.set(this);
      for (Runnable task = take(); task != null; task = take()) {
        try {
          task.run();
        } catch (Throwable ignored) {
          // the server has closed the connection; nothing of the host's is concerned
        } finally {
          end();
        }
      }
    }

    private void end() {
      synchronized (lock) {
        running = false;
        Thread.interrupted();
      }
    }

    /** The next task, waiting for one; null when the wait was in vain and the thread shall end. */
    private @Nullable Runnable take() {
      long untilNanos = System.nanoTime() + IDLE_NANOS;
      while (true) {
        long leftNanos = untilNanos - System.nanoTime();
        synchronized (lock) {
          Runnable task = next;
          if (task != null && !closed) {
            begin();
            return task;
          }
          if (closed || leftNanos <= 0) {
            idle.remove(this);
            workers.remove(this);
            return null;
          }
          if (!idle.contains(this)) {
            idle.addLast(this);
          }
        }
        Thread.interrupted();
        LockSupport.parkNanos(this, leftNanos);
      }
    }

    private void begin() {
      long nowNanos = System.nanoTime();
      next = null;
      idle.remove(this);
      running = true;
      phase = Phase.HEAD;
      phaseDeadlineNanos = nowNanos + limits.headers.toNanos();
      totalDeadlineNanos = nowNanos + limits.total.toNanos();
      wakeFor(deadlineNanos());
    }
  }
}
