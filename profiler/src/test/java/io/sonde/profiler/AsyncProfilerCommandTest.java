package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.profiler.AsyncProfilerCommand.CpuTimer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AsyncProfilerCommandTest {

  private static final Path FILE = Path.of("/d/profile.jfr");
  private static final String COMMON =
      ",jfr,jfropts=7,clock=monotonic,memlimit=64m,jstackdepth=512,quiet,loglevel=none";

  @Test
  void start_cpu_samplesEveryTenMilliseconds() {
    assertThat(AsyncProfilerCommand.start(SamplingPlan.of(Event.CPU), CpuTimer.CPU, 40, FILE))
        .isEqualTo(
            "start,event=cpu,interval=10000000" + COMMON + ",timeout=40,file=/d/profile.jfr");
  }

  @Test
  void start_cpuWithManyThreads_usesTheTimerWithoutDescriptors() {
    CpuTimer timer = new ThreadLoad(501, 1_000_000).timer();

    assertThat(AsyncProfilerCommand.start(SamplingPlan.of(Event.CPU), timer, 40, FILE))
        .startsWith("start,event=ctimer,interval=10000000,");
  }

  @Test
  void start_alloc_samplesEvery512KibAndNamesNoOtherEvent() {
    assertThat(AsyncProfilerCommand.start(SamplingPlan.of(Event.ALLOC), CpuTimer.CPU, 11, FILE))
        .isEqualTo("start,alloc=524288" + COMMON + ",timeout=11,file=/d/profile.jfr");
  }

  @Test
  void start_lockWallAndLive_nameOneEventEach() {
    assertThat(AsyncProfilerCommand.start(SamplingPlan.of(Event.LOCK), CpuTimer.CPU, 11, FILE))
        .startsWith("start,lock=1000000,jfr,");
    assertThat(AsyncProfilerCommand.start(SamplingPlan.of(Event.WALL), CpuTimer.CPU, 11, FILE))
        .startsWith("start,event=wall,interval=50000000,jfr,");
    assertThat(AsyncProfilerCommand.start(SamplingPlan.of(Event.LIVE), CpuTimer.CPU, 11, FILE))
        .startsWith("start,alloc=524288,live,jfr,");
  }

  @Test
  void start_severalEvents_namesEachWithItsInterval() {
    SamplingPlan plan =
        new SamplingPlan(Map.of(Event.CPU, 20_000_000L, Event.ALLOC, 4096L, Event.LOCK, 10L), true);

    assertThat(AsyncProfilerCommand.start(plan, CpuTimer.CTIMER, 70, FILE))
        .isEqualTo(
            "start,event=ctimer,interval=20000000,alloc=4096,lock=10"
                + COMMON
                + ",timeout=70,file=/d/profile.jfr");
  }

  @Test
  void stopAndStatus_always_areSilent() {
    assertThat(AsyncProfilerCommand.stop()).isEqualTo("stop,quiet,loglevel=none");
    assertThat(AsyncProfilerCommand.status()).isEqualTo("status,quiet,loglevel=none");
  }

  @Test
  void timer_fewDescriptorsLeft_usesTheTimerWithoutDescriptors() {
    assertThat(new ThreadLoad(100, 199).timer()).isEqualTo(CpuTimer.CTIMER);
    assertThat(new ThreadLoad(100, 200).timer()).isEqualTo(CpuTimer.CPU);
    assertThat(new ThreadLoad(500, 1000).timer()).isEqualTo(CpuTimer.CPU);
  }
}
