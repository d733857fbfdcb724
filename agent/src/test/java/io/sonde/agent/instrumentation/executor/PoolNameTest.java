package io.sonde.agent.instrumentation.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PoolNameTest {

  @ParameterizedTest
  @CsvSource({
    "pool-3-thread-1, pool-3",
    "pool-12-thread-345, pool-12",
    "http-nio-8080-exec-3, http-nio-8080-exec",
    "https-jsse-nio-8443-exec-10, https-jsse-nio-8443-exec",
    "ForkJoinPool-1-worker-2, ForkJoinPool-1",
    "ForkJoinPool.commonPool-worker-7, ForkJoinPool.commonPool",
    "VirtualThread-unparker, VirtualThread-unparker",
    "VirtualThread-unparker-3, VirtualThread-unparker",
    "Thread-0, Thread",
    "orders, orders",
    "orders-, orders",
    "orders_7, orders",
    "orders#7, orders",
    "orders 7, orders",
    "orders:7, orders",
    "orders.7, orders",
    "orders7, orders",
    "orders--7, orders",
    "import-worker-1, import-worker",
    "mail-thread-1, mail-thread",
    "a-1-b, a-1-b",
    "7, unnamed",
    "---, unnamed",
    "'', unnamed",
  })
  void thread_ofAPool_givesThePoolsName(String thread, String pool) {
    assertThat(PoolName.of(thread)).isEqualTo(pool);
  }

  @Test
  void threads_ofTheJdksFactories_giveOneNamePerPool() {
    String first = Executors.defaultThreadFactory().newThread(() -> {}).getName();
    String second = Executors.defaultThreadFactory().newThread(() -> {}).getName();

    assertThat(PoolName.of(first)).matches("pool-\\d+").isNotEqualTo(PoolName.of(second));
    ForkJoinPool pool = new ForkJoinPool(1);
    try {
      String worker = pool.submit(() -> Thread.currentThread().getName()).join();
      assertThat(PoolName.of(worker)).matches("ForkJoinPool-\\d+");
    } finally {
      pool.shutdownNow();
    }
  }
}
