package io.sonde.exporters.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the numbers that docs/FINDINGS.md names to those that are used. */
final class FindingsDocTest {
  private static final Path DOC = Path.of("../docs/FINDINGS.md");

  @Test
  void doc_thresholds_areThoseInUse() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Threshold threshold : Threshold.values()) {
      rows.add(threshold.row());
    }
    assertThat(Files.readAllLines(DOC)).containsSubsequence(rows);
  }
}
