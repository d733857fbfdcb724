package io.sonde.exporters.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.sonde.exporters.registry.RegistryOptions;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryFileTest {
  private static final long START = 1_700_000_000_000L - 1_700_000_000_000L % 900_000;

  /** A process with meters and a history. */
  private static final class Run {
    final SondeMeterRegistry registry = RegistryOptions.defaults().openRegistry();
    final MetricsHistory history =
        new MetricsHistory(registry, MetricsHistory.DEFAULT_BUDGET_BYTES);
    final Timer calls = Timer.builder("call").tag("route", "/ö<>").register(registry);
    final Counter things = Counter.builder("things").register(registry);
    final DistributionSummary rows = DistributionSummary.builder("rows").register(registry);

    void runFor(long fromMillis, int seconds) {
      for (int second = 0; second < seconds; second++) {
        calls.record(1_000_000L * (1 + second % 50), TimeUnit.NANOSECONDS);
        things.increment(3);
        rows.record(second % 5);
        history.tick(fromMillis + (second + 1) * 1_000L);
      }
    }

    SeriesWindow read(String family, long fromMillis, long toMillis) {
      return history.read(family, fromMillis, toMillis - fromMillis, 1).get(0);
    }
  }

  @TempDir private Path folder;
  private Path path;
  private HistoryFile file;
  private final Run first = new Run();

  @BeforeEach
  void nameFile() {
    path = folder.resolve("history.sonde");
    file = new HistoryFile(path);
  }

  /** Two hours, of which the file keeps all tiers. */
  private void writeTwoHours() throws IOException {
    Gauge.builder("level", () -> 7).register(first.registry);
    first.history.tick(START);
    first.runFor(START, 7_200);
    file.write(first.history);
  }

  @Test
  void past_ofAnotherProcess_isReadAsThatProcessReadIt() throws IOException {
    writeTwoHours();
    long end = START + 7_200_000;
    Run second = new Run();
    assertThat(file.restore(second.history, end + 2_000)).isEmpty();
    assertThat(second.history.firstMillis()).isEqualTo(first.history.firstMillis());
    for (long from : new long[] {START, end - 3_000_000, end - 200_000}) {
      SeriesWindow calls = second.read("call_seconds", from, end);
      SeriesWindow wanted = first.read("call_seconds", from, end);
      assertThat(calls.labels()).isEqualTo(wanted.labels());
      assertThat(Objects.requireNonNull(calls.cells(0)).count())
          .isEqualTo(Objects.requireNonNull(wanted.cells(0)).count());
      assertThat(Objects.requireNonNull(calls.cells(0)).percentile(95))
          .isEqualTo(Objects.requireNonNull(wanted.cells(0)).percentile(95));
      assertThat(second.read("things_total", from, end).totalIncrease())
          .isEqualTo((end - from) / 1_000 * 3.0);
      assertThat(second.read("level", from, end).mean(0)).isCloseTo(7, within(0.0));
    }
  }

  @Test
  void process_thatContinues_countsOnFromThePastAndShowsTheGap() throws IOException {
    writeTwoHours();
    long end = START + 7_200_000;
    Run second = new Run();
    // what a process has counted before its first tick is no news of that second
    second.things.increment(1_000);
    assertThat(file.restore(second.history, end + 60_000)).isEmpty();
    second.history.tick(end + 60_000);
    second.runFor(end + 60_000, 60);
    assertThat(second.read("things_total", end - 60_000, end + 120_000).totalIncrease())
        .isEqualTo(2 * 60 * 3.0);
    assertThat(second.read("level", end, end + 60_000).mean(0)).isNaN();
    SeriesWindow calls = second.read("call_seconds", end - 60_000, end + 120_000);
    assertThat(Objects.requireNonNull(calls.cells(0)).count()).isEqualTo(120);
    file.write(second.history);
    Run third = new Run();
    assertThat(file.restore(third.history, end + 120_000)).isEmpty();
    assertThat(third.read("things_total", START, end + 180_000).totalIncrease())
        .isEqualTo((7_200 + 60) * 3.0);
  }

  @Test
  void file_damagedAnywhere_isLeftAsideAndSaid() throws IOException {
    first.history.tick(START);
    first.runFor(START, 30);
    file.write(first.history);
    byte[] whole = Files.readAllBytes(path);
    for (int at = 0; at < whole.length; at += 7) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(path, damaged);
      assertThatNothingIsRestored();
    }
    for (int length = 0; length < whole.length; length += 11) {
      Files.write(path, java.util.Arrays.copyOf(whole, length));
      assertThatNothingIsRestored();
    }
  }

  private void assertThatNothingIsRestored() {
    Run second = new Run();
    assertThat(file.restore(second.history, START + 60_000)).startsWith("history starts anew: ");
    assertThat(second.history.families()).isEmpty();
    assertThat(second.history.nowMillis()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void file_ofTheFutureOrAbsent_isLeftAside() throws IOException {
    assertThat(file.restore(new Run().history, START)).isEmpty();
    writeTwoHours();
    Run second = new Run();
    assertThat(file.restore(second.history, START)).contains("is of the future");
    assertThat(second.history.families()).isEmpty();
  }

  @Test
  void write_thatFails_leavesTheFormerFile() throws IOException {
    writeTwoHours();
    byte[] former = Files.readAllBytes(path);
    Path draft = folder.resolve("history.sonde.tmp");
    Files.createDirectories(draft.resolve("in the way"));
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> file.write(first.history)))
        .isInstanceOf(IOException.class);
    assertThat(Files.readAllBytes(path)).isEqualTo(former);
  }

  @Test
  void history_thatNeverTicked_writesNothing() throws IOException {
    file.write(first.history);
    assertThat(path).doesNotExist();
  }
}
