package io.sonde.host.executor;

import static io.sonde.host.executor.Transcript.say;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Fork-join pools, completable futures and, where the JDK has them, virtual threads. */
final class OtherPoolLaws {

  private OtherPoolLaws() {}

  static void run() throws Exception {
    say("# other pools");
    ForkJoinPool pool = new ForkJoinPool(2);
    say("fork-join", () -> pool.submit(() -> "value").get());
    say("recursive", () -> pool.invoke(new Fibonacci(15)));
    say(
        "failing",
        () ->
            pool.submit(
                    (Callable<String>)
                        () -> {
                          throw new IllegalStateException("fork");
                        })
                .get());
    say(
        "parallel stream",
        () -> pool.submit(() -> LongStream.range(0, 10_000).parallel().sum()).get());
    Transcript.end(pool);
    futures();
    virtualThreads();
  }

  private static void futures() throws Exception {
    say("## completable futures");
    ThreadPoolExecutor pool = LawProgram.single();
    say("supplied", () -> CompletableFuture.supplyAsync(() -> "value", pool).get());
    say(
        "chained",
        () ->
            CompletableFuture.supplyAsync(() -> 20, pool)
                .thenApplyAsync(value -> value + 1, pool)
                .thenCombine(CompletableFuture.supplyAsync(() -> 21), Integer::sum)
                .get());
    say(
        "failed",
        () ->
            CompletableFuture.supplyAsync(
                    () -> {
                      throw new IllegalStateException("supplier");
                    },
                    pool)
                .get());
    say(
        "handled",
        () ->
            CompletableFuture.supplyAsync(
                    () -> {
                      throw new IllegalStateException("supplier");
                    },
                    pool)
                .handle((value, thrown) -> Transcript.outline(thrown))
                .get());
    say(
        "late",
        () ->
            new CompletableFuture<String>()
                .completeOnTimeout("default", 1, TimeUnit.MILLISECONDS)
                .get());
    ExecutorCompletionService<String> completion = new ExecutorCompletionService<>(pool);
    completion.submit(() -> "completed");
    say("completion", () -> completion.take().get());
    completion.submit(
        () -> {
          throw new IllegalStateException("completion");
        });
    say("completion", () -> completion.take().get());
    Transcript.end(pool);
  }

  private static void virtualThreads() throws Exception {
    if (Runtime.version().feature() < 21) {
      return;
    }
    say("## virtual threads");
    ExecutorService each =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    say(
        "per task",
        () -> each.submit(() -> Thread.currentThread().toString().startsWith("Virtual")).get());
    for (java.util.concurrent.Future<Integer> future :
        each.invokeAll(
            List.<Callable<Integer>>of(
                () -> {
                  Thread.sleep(2);
                  return 1;
                },
                () -> 2))) {
      say("all", future::get);
    }
    Transcript.end(each);
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    ThreadFactory factory =
        (ThreadFactory)
            Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    ExecutorService pool = Executors.newFixedThreadPool(1, factory);
    say("pool of virtual threads", () -> pool.submit(() -> "value").get());
    say("walk " + pool.submit(Transcript::walk).get());
    Transcript.end(pool);
  }

  private static final class Fibonacci extends RecursiveTask<Integer> {

    private final int n;

    Fibonacci(int n) {
      this.n = n;
    }

    @Override
    protected Integer compute() {
      if (n < 2) {
        return n;
      }
      Fibonacci left = new Fibonacci(n - 1);
      left.fork();
      return new Fibonacci(n - 2).compute() + left.join();
    }
  }
}
