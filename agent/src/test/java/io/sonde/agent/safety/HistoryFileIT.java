package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.sonde.testing.Exposition;
import io.sonde.testing.Jdk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The history survives the orderly exit of its process, and a damaged file stops nothing. */
final class HistoryFileIT {

  private static final Pattern FROM = Pattern.compile("\"historyFromMillis\":(\\d+)");

  @TempDir private Path folder;

  static List<Jdk> jdks() {
    return Jdk.all();
  }

  @ParameterizedTest
  @MethodSource("jdks")
  void history_ofAProcessThatEnded_goesOnInTheNext(Jdk jdk) throws IOException {
    Path file = folder.resolve("history.sonde");
    AtomicLong first = new AtomicLong();
    run(jdk, file, line -> first.set(historyFromMillis(line)));
    AtomicLong second = new AtomicLong();
    Outcome outcome = run(jdk, file, line -> second.set(historyFromMillis(line)));
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.stderr()).doesNotContain("history");
    assertThat(second).hasValue(first.get());

    byte[] damaged = Files.readAllBytes(file);
    damaged[damaged.length / 2] ^= 1;
    Files.write(file, damaged);
    AtomicLong third = new AtomicLong();
    outcome = run(jdk, file, line -> third.set(historyFromMillis(line)));
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.stderr()).contains("history starts anew: " + file + " is damaged");
    assertThat(third.get()).isGreaterThan(first.get());
  }

  private static Outcome run(Jdk jdk, Path file, Consumer<String> question) {
    return HostRun.on(jdk)
        .with(HostRun.agent("history.file=" + file))
        .main(Greeter.class, "return")
        .endAfterSondeLine(question);
  }

  /** When the history begins, asked after its first second. */
  private static long historyFromMillis(String sondeLine) {
    String address = HostRun.address(sondeLine);
    try (BufferedReader events =
        new BufferedReader(
            new InputStreamReader(
                URI.create(address + "api/v1/events").toURL().openStream(),
                StandardCharsets.UTF_8))) {
      String event = events.readLine();
      while (event != null && !event.startsWith("data:")) {
        event = events.readLine();
      }
      Matcher from = FROM.matcher(Exposition.get(address + "api/v1/about"));
      assertThat(from.find()).isTrue();
      return Long.parseLong(from.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(address, e);
    }
  }
}
