package io.sonde.host.workers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/** A task submitted and run, by every executor. */
public final class SteadyWorkers {

  private SteadyWorkers() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() throws Exception {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    for (Workers workers : Workers.values()) {
      if (workers.isPresent()) {
        Executor executor = workers.open();
        Task task = new Task();
        calls.put(
            workers + ".task",
            () -> {
              task.runOn(executor);
              return executor;
            });
      }
    }
    return calls;
  }

  /**
   * One task, run again and again; the thread that submits it and the one that runs it take turns.
   */
  private static final class Task implements Runnable {

    private volatile Thread worker = Thread.currentThread();
    private volatile int runs;

    @Override
    public void run() {
      worker = Thread.currentThread();
      int before = runs;
      runs = before + 1;
    }

    void runOn(Executor executor) {
      int before = runs;
      executor.execute(this);
      while (runs == before) {
        Thread.yield();
      }
      // only when it waits: a queue makes an object for a thread that waits, and none for one that
      // finds a task at once
      while (worker.getState() == Thread.State.RUNNABLE) {
        Thread.yield();
      }
    }
  }
}
