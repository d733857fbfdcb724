package io.sonde.agent.safety;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is left of a run.
 *
 * @param exitCode as the operating system has it
 * @param stdout every byte
 * @param stderr the text
 */
record Outcome(int exitCode, byte[] stdout, String stderr) {

  static boolean isSondeLine(String line) {
    return line.startsWith("[sonde]");
  }

  /** Whether a line says how the start went: no second line of that kind follows. */
  static boolean isStartLine(String line) {
    return isSondeLine(line) && !line.contains("already active");
  }

  /** Lines of Sonde on stderr. */
  List<String> sondeLines() {
    return stderr.lines().filter(Outcome::isSondeLine).toList();
  }

  /** The one line of Sonde on stderr. */
  String sondeLine() {
    assertThat(sondeLines()).hasSize(1);
    return sondeLines().get(0);
  }

  private String stderrOfHost() {
    StringBuilder others = new StringBuilder();
    stderr
        .lines()
        .filter(line -> !isSondeLine(line))
        .forEach(line -> others.append(line).append('\n'));
    return others.toString();
  }

  /** Asserts that the host did the same as in another run, and Sonde said one line at most. */
  Outcome assertSameHostAs(Outcome plain) {
    assertThat(stderrOfHost()).as("stderr without Sonde's line").isEqualTo(plain.stderrOfHost());
    assertThat(exitCode).as("exit code, stderr: %s", stderr).isEqualTo(plain.exitCode);
    assertThat(firstDifference(text(stdout), text(plain.stdout))).as("stdout").isEmpty();
    assertThat(stdout).as("stdout").isEqualTo(plain.stdout);
    assertThat(sondeLines()).as("Sonde's lines").hasSizeLessThanOrEqualTo(1);
    return this;
  }

  /** Asserts that Sonde said nothing. */
  void assertSilent() {
    assertThat(sondeLines()).isEmpty();
  }

  /** Outputs can be long: only the first lines that differ are of use. */
  private static List<String> firstDifference(String actual, String expected) {
    List<String> ours = actual.lines().toList();
    List<String> theirs = expected.lines().toList();
    for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
      String with = i < ours.size() ? ours.get(i) : "(nothing)";
      String without = i < theirs.size() ? theirs.get(i) : "(nothing)";
      if (!with.equals(without)) {
        return List.of("line " + (i + 1), "with Sonde: " + with, "without:    " + without);
      }
    }
    return List.of();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return exitCode + "\n" + text(stdout) + "\n" + stderr;
  }
}
