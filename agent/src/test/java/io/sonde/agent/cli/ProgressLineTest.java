package io.sonde.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String shown(boolean isTerminal, String... steps) {
    ProgressLine line =
        new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), isTerminal);
    for (String step : steps) {
      line.step(step);
    }
    line.clear();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void file_hasALineForEachStep() {
    assertThat(shown(false, "one", "one", "two").lines()).containsExactly("one", "two");
  }

  @Test
  void terminal_hasOneLineThatIsWrittenOver() {
    assertThat(shown(true, "three", "one")).isEqualTo("three\r     \rone\r   \r");
  }
}
