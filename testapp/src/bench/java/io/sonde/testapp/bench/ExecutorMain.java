package io.sonde.testapp.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Keeps a pool of one thread busy, slice by slice, as its standard input says. */
public final class ExecutorMain {

  private static final int BATCH = 1_000;

  private static long runs;

  private ExecutorMain() {}

  /** Reads lines {@code on TASKS} or {@code off TASKS}; answers each with CPU per task and rate. */
  public static void main(String[] arguments) throws Exception {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>());
    long[] worker = new long[1];
    pool.submit(() -> worker[0] = Thread.currentThread().getId()).get();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      ProbeSwitch.turn(words[0].equals("on"));
      int tasks = Integer.parseInt(words[1]);
      long cpuNanos = cpuNanos(worker[0]);
      long startNanos = System.nanoTime();
      for (int done = 0; done < tasks; done += BATCH) {
        batch(pool);
      }
      double seconds = (System.nanoTime() - startNanos) / 1e9;
      System.out.println(
          "slice " + (cpuNanos(worker[0]) - cpuNanos) / (double) tasks + " " + tasks / seconds);
    }
    pool.shutdown();
  }

  /** Submits tasks of their own, far faster than they are run, and waits for the last. */
  private static void batch(ThreadPoolExecutor pool) throws InterruptedException {
    for (int i = 1; i < BATCH; i++) {
      pool.execute(new Task());
    }
    CountDownLatch last = new CountDownLatch(1);
    pool.execute(last::countDown);
    last.await();
  }

  private static long cpuNanos(long workerId) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadCpuTime() + threads.getThreadCpuTime(workerId);
  }

  private static final class Task implements Runnable {

    @Override
    public void run() {
      runs++;
    }
  }
}
