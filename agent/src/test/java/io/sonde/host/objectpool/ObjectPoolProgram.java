package io.sonde.host.objectpool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;

/**
 * Uses every kind of pool in the same way and prints what it did: eight threads share two objects,
 * then two are held while a further caller asks in vain until it is told to stop; then one is
 * spoilt. What a pool does that has no object to lend for other reasons, and pools within pools,
 * follow. At last all are closed.
 *
 * <p>Arguments: a file whose existence ends the holding, one whose existence closes the pools, the
 * port of a Redis server.
 */
@SuppressWarnings("deprecation") // the oldest version has no other
public final class ObjectPoolProgram {

  static final int SIZE = 2;
  static final int TIMEOUT_MILLIS = 500;

  private static final int THREADS = 8;
  private static final int ROUNDS = 5;
  private static final int HOLD_MILLIS = 10;

  private ObjectPoolProgram() {}

  public static void main(String[] arguments) throws Exception {
    List<Use> shared =
        List.of(
            new Use("generic", new GenericLender("orders", SIZE, new CountingFactory())),
            new Use("keyed", new KeyedLender()),
            new Use("jedis", new JedisLender(Integer.parseInt(arguments[2]))));
    for (Use use : shared) {
      use.lease(0);
    }
    returnTwice(shared.get(0));
    leaseOfAnotherKey(shared.get(1));
    List<Thread> threads = new ArrayList<>();
    for (Use use : shared) {
      for (int i = 0; i < THREADS; i++) {
        threads.add(start(() -> share(use)));
      }
    }
    join(threads);
    hold(shared, Path.of(arguments[0]));
    List<Use> uses = new ArrayList<>(shared);
    for (Use use : shared) {
      spoil(use);
    }
    uses.add(refusals());
    uses.addAll(nested());
    uses.forEach(System.out::println);
    System.out.println("done");
    await(Path.of(arguments[1]));
    for (Use use : uses) {
      use.lender.close();
    }
    uses.forEach(System.out::println);
    System.out.println("closed");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private static void share(Use use) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      use.lease(HOLD_MILLIS);
    }
  }

  /** The second time means nothing. */
  private static void returnTwice(Use use) throws Exception {
    long start = System.nanoTime();
    Object object = use.borrow();
    long got = System.nanoTime();
    use.giveBack(object, start, got);
    try {
      use.lender.takeBack(object);
      throw new AssertionError("taken back twice");
    } catch (IllegalStateException expected) {
      // as it should
    }
  }

  /** Its object is idle and has to go when those of the other key are too many. */
  private static void leaseOfAnotherKey(Use use) throws Exception {
    KeyedLender lender = (KeyedLender) use.lender;
    final long start = System.nanoTime();
    Object object = lender.pool.borrowObject("other");
    final long got = System.nanoTime();
    use.asked.incrementAndGet();
    use.waitNanos.addAndGet(got - start);
    long returning = System.nanoTime();
    lender.pool.returnObject("other", object);
    use.held(start, got, returning);
  }

  private static void hold(List<Use> uses, Path release) throws Exception {
    CountDownLatch holding = new CountDownLatch(uses.size());
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (Use use : uses) {
      threads.add(start(() -> hold(use, holding, end)));
    }
    holding.await();
    System.out.println("holding");
    await(release);
    end.countDown();
    join(threads);
  }

  private static void hold(Use use, CountDownLatch holding, CountDownLatch end) throws Exception {
    final long start = System.nanoTime();
    Object first = use.borrow();
    final long gotFirst = System.nanoTime();
    Object second = use.borrow();
    final long gotSecond = System.nanoTime();
    boolean isTold = false;
    while (!isTold || end.getCount() > 0) {
      use.askInVain();
      use.inVain.incrementAndGet();
      if (!isTold) {
        holding.countDown();
        isTold = true;
      }
    }
    use.giveBack(first, start, gotFirst);
    use.giveBack(second, start, gotSecond);
  }

  private static void spoil(Use use) throws Exception {
    long start = System.nanoTime();
    Object object = use.borrow();
    long got = System.nanoTime();
    use.lender.spoil(object);
    use.held(start, got, got);
  }

  /** The same exception for pools that are exhausted and for objects that are no good. */
  private static Use refusals() throws Exception {
    CountingFactory factory = new CountingFactory();
    GenericLender lender = new GenericLender("checked", 1, factory);
    lender.pool.setTestOnBorrow(true);
    Use use = new Use("checked", lender);
    for (CountingFactory.Fault fault :
        List.of(
            CountingFactory.Fault.MAKE,
            CountingFactory.Fault.ACTIVATE,
            CountingFactory.Fault.VALIDATE)) {
      factory.fault = fault;
      use.askInVain();
    }
    use.lease(0);
    // the idle one is no good, and another is made in its place
    factory.fault = CountingFactory.Fault.VALIDATE;
    use.lease(0);
    waitForWhatIsNoGood(use, factory);
    lender.pool.setBlockWhenExhausted(false);
    long start = System.nanoTime();
    Object object = use.ask();
    long got = System.nanoTime();
    use.askInVain();
    use.inVain.incrementAndGet();
    use.giveBack(object, start, got);
    lender.pool.clear();
    return use;
  }

  /**
   * Who has waited for an object that turns out to be no good is refused in the oldest version, and
   * gets another in the newest.
   */
  private static void waitForWhatIsNoGood(Use use, CountingFactory factory) throws Exception {
    GenericLender lender = (GenericLender) use.lender;
    final long start = System.nanoTime();
    Object object = use.ask();
    final long got = System.nanoTime();
    lender.pool.setMaxWaitMillis(60_000);
    Thread waiter =
        start(
            () -> {
              long startNanos = System.nanoTime();
              try {
                Object another = use.ask();
                use.giveBack(another, startNanos, System.nanoTime());
              } catch (NoSuchElementException oldest) {
                System.out.println("refused");
              }
            });
    while (lender.pool.getNumWaiters() == 0) {
      Thread.sleep(1);
    }
    factory.fault = CountingFactory.Fault.VALIDATE;
    use.giveBack(object, start, got);
    waiter.join();
  }

  /** A pool whose factory borrows from another, once in vain. */
  private static List<Use> nested() throws Exception {
    GenericLender inner = new GenericLender("inner", 1, new CountingFactory());
    inner.pool.setBlockWhenExhausted(false);
    Use innerUse = new Use("inner", inner);
    CountingFactory counting = new CountingFactory();
    GenericLender outer =
        new GenericLender("outer", 1, counting, new NestingFactory(counting, innerUse));
    Use outerUse = new Use("outer", outer);
    outerUse.lease(0);
    outerUse.lease(0);
    outer.pool.clear();
    long start = System.nanoTime();
    Object held = innerUse.ask();
    long got = System.nanoTime();
    // the inner pool is exhausted, the outer one is not
    outerUse.askInVain();
    innerUse.inVain.incrementAndGet();
    innerUse.giveBack(held, start, got);
    // with a time of its own
    long lentAt = System.nanoTime();
    outerUse.asked.incrementAndGet();
    Object last = outer.pool.borrowObject(TIMEOUT_MILLIS);
    long lastGot = System.nanoTime();
    outerUse.waitNanos.addAndGet(lastGot - lentAt);
    outerUse.giveBack(last, lentAt, lastGot);
    return List.of(outerUse, innerUse);
  }

  private static void await(Path file) throws InterruptedException {
    while (!Files.exists(file)) {
      Thread.sleep(20);
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable t) {
                t.printStackTrace();
                System.exit(1);
              }
            },
            "worker");
    thread.start();
    return thread;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
