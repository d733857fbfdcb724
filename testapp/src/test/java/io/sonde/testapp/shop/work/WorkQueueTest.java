package io.sonde.testapp.shop.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.testapp.shop.truth.ExecutorTally;
import io.sonde.testapp.shop.truth.Truth;
import io.sonde.testapp.shop.work.WorkQueue.Priority;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WorkQueueTest {

  private final Truth truth = new Truth();

  @Test
  void submit_tasksWait_urgentOnesRunFirst() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch ran = new CountDownLatch(4);
    List<String> order = new CopyOnWriteArrayList<>();
    try (WorkQueue queue = new WorkQueue("test", 1, 10, truth)) {
      occupy(queue, gate);
      for (Task task :
          List.of(
              new Task("lazy", Priority.LAZY),
              new Task("first", Priority.NORMAL),
              new Task("second", Priority.NORMAL),
              new Task("urgent", Priority.URGENT))) {
        queue.submit(
            task.priority,
            () -> {
              order.add(task.name);
              ran.countDown();
            });
      }
      gate.countDown();
      assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(order).containsExactly("urgent", "first", "second", "lazy");
  }

  @Test
  void submit_queueFull_rejectsExactlyWhatExceedsCapacity() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger rejected = new AtomicInteger();
    try (WorkQueue queue = new WorkQueue("test", 1, 10, truth)) {
      occupy(queue, gate);
      Thread[] submitters = new Thread[4];
      for (int i = 0; i < submitters.length; i++) {
        submitters[i] =
            new Thread(
                () -> {
                  for (int task = 0; task < 25; task++) {
                    try {
                      queue.submit(Priority.NORMAL, () -> {});
                    } catch (RejectedExecutionException e) {
                      rejected.incrementAndGet();
                    }
                  }
                });
        submitters[i].start();
      }
      for (Thread submitter : submitters) {
        submitter.join();
      }
      assertThat(queue.queued()).isEqualTo(10);
      gate.countDown();
    }

    ExecutorTally.Row row = truth.executor("test").row();
    assertThat(rejected).hasValue(90);
    assertThat(row.submitted()).isEqualTo(101);
    assertThat(row.rejected()).isEqualTo(90);
  }

  @Test
  void submit_closed_isRejected() {
    WorkQueue queue = new WorkQueue("test", 1, 10, truth);
    queue.close();

    assertThatThrownBy(() -> queue.submit(Priority.NORMAL, () -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("test takes no more");
  }

  private static void occupy(WorkQueue queue, CountDownLatch gate) throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    queue.submit(
        Priority.URGENT,
        () -> {
          busy.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private record Task(String name, Priority priority) {}
}
