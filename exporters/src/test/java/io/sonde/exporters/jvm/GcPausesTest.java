package io.sonde.exporters.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class GcPausesTest {

  private final GcPauses pauses = new GcPauses();

  @Test
  void seconds_ofATime_areTheOverlapOfItsPauses() {
    pauses.add(1000, 1200);
    pauses.add(2000, 2050);
    pauses.add(3000, 3000);

    assertThat(pauses.secondsInAll()).isEqualTo(0.25);
    assertThat(pauses.seconds(0, 4000)).isEqualTo(0.25);
    assertThat(pauses.seconds(1100, 2010)).isEqualTo(0.11);
    assertThat(pauses.seconds(1200, 2000)).isZero();
    assertThat(pauses.seconds(1050, 1060)).isEqualTo(0.01);
  }

  @Test
  void seconds_ofATimeBeforeWhatIsKept_areNotKnown() {
    for (int i = 0; i < GcPauses.KEPT; i++) {
      pauses.add(10_000 + i * 100L, 10_000 + i * 100L + 1);
    }
    assertThat(pauses.seconds(9_000, 10_150)).isNull();
    assertThat(pauses.seconds(10_000, 10_150)).isEqualTo(0.002);
    pauses.add(50_000, 50_001);
    assertThat(pauses.seconds(10_000, 10_150)).isNull();
    assertThat(pauses.secondsInAll()).isEqualTo(0.257);
  }

  @Test
  void watch_realCollections_areWhatTheBeansCount() {
    long before = collectionMillis();
    try (GcPauses watched = GcPauses.watch()) {
      long startMillis = System.currentTimeMillis();
      // notifications come on a thread of the JVM's: ask again until one has
      while (watched.secondsInAll() == 0) {
        System.gc();
      }
      Double seconds = watched.seconds(startMillis - 1000, System.currentTimeMillis() + 1000);
      assertThat(seconds).isPositive();
      assertThat(seconds).isLessThanOrEqualTo((collectionMillis() - before + 10) / 1e3);
    }
  }

  private static long collectionMillis() {
    long millis = 0;
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += bean.getCollectionTime();
    }
    return millis;
  }
}
