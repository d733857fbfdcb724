package io.sonde.host.workers;

import java.lang.reflect.Method;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tomcat.util.threads.TaskQueue;
import org.apache.tomcat.util.threads.TaskThreadFactory;
import org.eclipse.jetty.util.BlockingArrayQueue;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jboss.threads.EnhancedQueueExecutor;

/** The executors, each with one thread but for the common pool. */
enum Workers {
  TOMCAT("org.apache.tomcat.util.threads.ThreadPoolExecutor", "tomcat-exec") {
    @Override
    Executor open() {
      return new org.apache.tomcat.util.threads.ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.MINUTES,
          new TaskQueue(WorkersProgram.QUEUED),
          new TaskThreadFactory("tomcat-exec-", true, Thread.NORM_PRIORITY));
    }

    @Override
    boolean isBounded() {
      return true;
    }
  },

  JETTY("org.eclipse.jetty.util.thread.QueuedThreadPool", "jetty-pool") {
    @Override
    Executor open() throws Exception {
      QueuedThreadPool pool =
          new QueuedThreadPool(1, 1, 60_000, new BlockingArrayQueue<>(WorkersProgram.QUEUED, 1, 3));
      pool.setName("jetty-pool");
      for (Method method : QueuedThreadPool.class.getMethods()) {
        // the oldest version reserves none
        if (method.getName().equals("setReservedThreads")) {
          method.invoke(pool, 0);
        }
      }
      pool.start();
      return pool;
    }

    @Override
    boolean isBounded() {
      return true;
    }

    @Override
    void close(Executor executor) throws Exception {
      ((QueuedThreadPool) executor).stop();
    }
  },

  JBOSS("org.jboss.threads.EnhancedQueueExecutor", "jboss-pool") {
    @Override
    Executor open() {
      return new EnhancedQueueExecutor.Builder()
          .setCorePoolSize(1)
          .setMaximumPoolSize(1)
          .setMaximumQueueSize(WorkersProgram.QUEUED)
          .setThreadFactory(named("jboss-pool-"))
          .setExceptionHandler((thread, thrown) -> {})
          .build();
    }

    @Override
    boolean isBounded() {
      return true;
    }

    @Override
    boolean tellsFailures() {
      return false;
    }
  },

  NETTY("io.netty.util.concurrent.DefaultEventExecutor", "netty-pool") {
    @Override
    Executor open() throws ReflectiveOperationException {
      return (Executor)
          Class.forName("io.netty.util.concurrent.DefaultEventExecutor")
              .getConstructor(ThreadFactory.class)
              .newInstance(named("netty-pool-"));
    }
  },

  GUAVA("com.google.common.util.concurrent.MoreExecutors", "guava-pool") {
    @Override
    Executor open() throws ReflectiveOperationException {
      ExecutorService pool =
          new ThreadPoolExecutor(
              1,
              1,
              1,
              TimeUnit.MINUTES,
              new LinkedBlockingQueue<>(WorkersProgram.QUEUED),
              named("guava-pool-"));
      return (Executor)
          Class.forName("com.google.common.util.concurrent.MoreExecutors")
              .getMethod("listeningDecorator", ExecutorService.class)
              .invoke(null, pool);
    }

    @Override
    boolean isBounded() {
      return true;
    }
  },

  SPRING("org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor", "spring-pool") {
    @Override
    Executor open() throws ReflectiveOperationException {
      Object pool = make("spring-pool-");
      set(pool, "setCorePoolSize", 1);
      set(pool, "setMaxPoolSize", 1);
      set(pool, "setQueueCapacity", WorkersProgram.QUEUED);
      call(pool, "initialize");
      return (Executor) pool;
    }

    @Override
    boolean isBounded() {
      return true;
    }

    @Override
    void close(Executor executor) throws ReflectiveOperationException {
      call(executor, "shutdown");
    }
  },

  SPRING_SCHEDULER(
      "org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler", "spring-scheduler") {
    @Override
    Executor open() throws ReflectiveOperationException {
      Object pool = make("spring-scheduler-");
      set(pool, "setPoolSize", 1);
      call(pool, "initialize");
      return (Executor) pool;
    }

    @Override
    void close(Executor executor) throws ReflectiveOperationException {
      call(executor, "shutdown");
    }
  },

  FORK_JOIN("java.util.concurrent.ForkJoinPool", "fork-join") {
    @Override
    Executor open() {
      return new ForkJoinPool(
          1,
          pool -> {
            ForkJoinWorkerThread worker =
                ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
            worker.setName("fork-join-1");
            return worker;
          },
          (thread, thrown) -> {},
          false);
    }
  },

  TIMER("java.util.Timer", "jdk-timer") {
    @Override
    Executor open() {
      return new TimerExecutor(new Timer("jdk-timer-1"));
    }

    @Override
    long resolutionNanos() {
      // and a millisecond for corrections of the wall clock meanwhile
      return 2_000_000;
    }

    @Override
    void close(Executor executor) {
      ((TimerExecutor) executor).timer.cancel();
    }
  },

  /** On JDKs that have virtual threads. */
  VIRTUAL("java.util.concurrent.ThreadPerTaskExecutor", "virtual") {
    @Override
    Executor open() throws ReflectiveOperationException {
      return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    @Override
    int threads() {
      return VIRTUAL_THREADS;
    }

    @Override
    int queued() {
      return 0;
    }
  },

  COMMON_POOL("java.util.concurrent.ForkJoinPool", "ForkJoinPool.commonPool") {
    @Override
    Executor open() {
      return CompletableFuture::runAsync;
    }

    @Override
    int threads() {
      return WorkersProgram.COMMON_POOL_THREADS;
    }

    @Override
    boolean tellsFailures() {
      return false;
    }

    @Override
    boolean ends() {
      return false;
    }

    @Override
    void close(Executor executor) {
      // it never ends
    }
  };

  private static final int VIRTUAL_THREADS = 4;

  private final String type;
  private final String label;

  Workers(String type, String label) {
    this.type = type;
    this.label = label;
  }

  abstract Executor open() throws Exception;

  void close(Executor executor) throws Exception {
    ((ExecutorService) executor).shutdown();
  }

  /** The name under which it is recorded. */
  String label() {
    return label;
  }

  int threads() {
    return 1;
  }

  /** Tasks that the program queues. */
  int queued() {
    return WorkersProgram.QUEUED;
  }

  /** Whether it takes only as many tasks as the program queues. */
  boolean isBounded() {
    return false;
  }

  /** Whether what a task throws is its executor's to see. */
  boolean tellsFailures() {
    return true;
  }

  /** By how much a wait may be read wrong. */
  long resolutionNanos() {
    return 0;
  }

  /** Whether it can be closed. */
  boolean ends() {
    return true;
  }

  /** Whether the library is on the class path. */
  boolean isPresent() {
    try {
      Class.forName(type, false, Workers.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  /** One of Spring's, as its container makes it. */
  Object make(String threadNamePrefix) throws ReflectiveOperationException {
    Object pool = Class.forName(type).getConstructor().newInstance();
    pool.getClass().getMethod("setThreadNamePrefix", String.class).invoke(pool, threadNamePrefix);
    return pool;
  }

  private static void set(Object pool, String setter, int value)
      throws ReflectiveOperationException {
    pool.getClass().getMethod(setter, int.class).invoke(pool, value);
  }

  private static void call(Object pool, String method) throws ReflectiveOperationException {
    pool.getClass().getMethod(method).invoke(pool);
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> new Thread(task, prefix + number.incrementAndGet());
  }

  /** A timer, to be used like the others. */
  private record TimerExecutor(Timer timer) implements Executor {

    @Override
    public void execute(Runnable body) {
      TimerTask task =
          new TimerTask() {
            @Override
            public void run() {
              body.run();
            }
          };
      try {
        timer.schedule(task, 0);
      } catch (IllegalStateException over) {
        throw new RejectedExecutionException(over);
      }
    }
  }
}
