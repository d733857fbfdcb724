package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JfrEngineTest {

  private static final int CHUNK_BYTES = 10_000;
  private static final int BEFORE_CHUNKS = 60_000;
  private static final int DURING_CHUNKS = 20_000;
  private static final int SECONDS = 60;

  @SuppressWarnings("unused") // makes allocations escape
  private static volatile Object sink = new Object();

  private final JfrEngine engine =
      new JfrEngine(
          new ProfilerOptions(
              List.of(System.getProperty("java.io.tmpdir")), true, Thread::new, List.of()));

  @Test
  void read_threadAllocatedBeforeTheRecording_countsOnlyWhatIsOfTheRecording() throws Exception {
    assertThat(engine.prepare().state()).isEqualTo(EngineStatus.State.READY);
    allocateBefore();

    engine.start(SamplingPlan.of(Event.ALLOC), SECONDS);
    long start = allocated();
    allocateDuring();
    final long bytes = allocated() - start;
    StackProfile profile = read();

    // besides, the thread started the recording and ended it
    assertThat(weight(profile.stacks()))
        .isBetween(bytes * 9 / 10, bytes * 11 / 10 + 20_000_000)
        .isLessThan(BEFORE_CHUNKS * (long) CHUNK_BYTES);
  }

  private StackProfile read() throws ProfilerException {
    StackBuilder builder = new StackBuilder(List.of(), StackLabels.NONE);
    return engine.stop().read(builder).profile(Event.ALLOC);
  }

  private static void allocateBefore() {
    for (int i = 0; i < BEFORE_CHUNKS; i++) {
      sink = new byte[CHUNK_BYTES];
    }
  }

  private static void allocateDuring() {
    for (int i = 0; i < DURING_CHUNKS; i++) {
      sink = new byte[CHUNK_BYTES];
    }
  }

  private static long allocated() {
    long id = Thread.currentThread().getId();
    return ThreadAllocations.of(new long[] {id})[0];
  }

  /** Bytes of all stacks in which this class appears. */
  private static long weight(StackTree tree) {
    String prefix = JfrEngineTest.class.getName().replace('.', '/') + ".";
    boolean[] within = new boolean[tree.size()];
    long sum = 0;
    for (int node = 1; node < tree.size(); node++) {
      within[node] = within[tree.parent(node)] || tree.frame(node).name().startsWith(prefix);
      sum += within[node] ? tree.weight(node) : 0;
    }
    return sum;
  }
}
