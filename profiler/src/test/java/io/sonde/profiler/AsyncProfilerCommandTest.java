package io.sonde.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.profiler.AsyncProfilerCommand.CpuTimer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class AsyncProfilerCommandTest {

  private static final Path FILE = Path.of("/d/profile.jfr");
  private static final String COMMON =
      ",jfr,jfropts=7,clock=monotonic,memlimit=64m,jstackdepth=512,quiet,loglevel=none";

  @Test
  void start_cpu_samplesEveryTenMilliseconds() {
    assertThat(AsyncProfilerCommand.start(Event.CPU, CpuTimer.CPU, 40, FILE))
        .isEqualTo(
            "start,event=cpu,interval=10000000" + COMMON + ",timeout=40,file=/d/profile.jfr");
  }

  @Test
  void start_cpuWithManyThreads_usesTheTimerWithoutDescriptors() {
    CpuTimer timer = new ThreadLoad(501, 1_000_000).timer();

    assertThat(AsyncProfilerCommand.start(Event.CPU, timer, 40, FILE))
        .startsWith("start,event=ctimer,interval=10000000,");
  }

  @Test
  void start_alloc_samplesEvery512KibAndNamesNoOtherEvent() {
    assertThat(AsyncProfilerCommand.start(Event.ALLOC, CpuTimer.CPU, 11, FILE))
        .isEqualTo("start,alloc=524288" + COMMON + ",timeout=11,file=/d/profile.jfr");
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
