package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StopsTest {

  private static final int ENTRY_BYTES = 64;
  private static final int VALUE_OFFSET = 56;
  private static final int FIRST_ENTRY = 32;

  @TempDir private Path folder;

  /** Performance data with two numbers, by the layout of {@code perfMemory.hpp}. */
  private File data(ByteOrder order, String counter, long frequency) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(FIRST_ENTRY + 2 * ENTRY_BYTES);
    data.putInt(0, 0xcafec0c0).put(4, (byte) (order == ByteOrder.BIG_ENDIAN ? 0 : 1));
    data.put(5, (byte) 2).order(order);
    data.putInt(24, FIRST_ENTRY).putInt(28, 2);
    entry(data, FIRST_ENTRY, "sun.os.hrt.frequency", frequency);
    entry(data, FIRST_ENTRY + ENTRY_BYTES, counter, 1_000);
    return Files.write(folder.resolve("7"), data.array()).toFile();
  }

  private static void entry(ByteBuffer data, int at, String name, long value) {
    data.putInt(at, ENTRY_BYTES).putInt(at + 4, 20).put(at + 12, (byte) 'J');
    data.putInt(at + 16, VALUE_OFFSET);
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < text.length; i++) {
      data.put(at + 20 + i, text[i]);
    }
    data.putLong(at + VALUE_OFFSET, value);
  }

  private static void set(File file, ByteOrder order, long value) throws IOException {
    try (RandomAccessFile data = new RandomAccessFile(file, "rw")) {
      data.seek(FIRST_ENTRY + ENTRY_BYTES + VALUE_OFFSET);
      data.writeLong(order == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value));
    }
  }

  private void assertCounted(ByteOrder order) throws IOException {
    File file = data(order, "sun.rt.safepointTime", 1_000_000_000);
    try (Stops stops = Stops.open(file)) {
      set(file, order, 1_700);
      assertThat(stops.mark()).isEqualTo(700);
      set(file, order, 2_000);
      assertThat(stops.mark()).isEqualTo(300);
      assertThat(stops.mark()).isZero();
      assertThat(stops.longestNanos()).isEqualTo(700);
      assertThat(stops.totalNanos()).isEqualTo(1_000);
    }
  }

  @Test
  void counter_thatGrows_isTheTimeBetweenMarks() throws IOException {
    assertCounted(ByteOrder.LITTLE_ENDIAN);
    assertCounted(ByteOrder.BIG_ENDIAN);
  }

  private static void assertUnknown(Stops stops) {
    try (stops) {
      assertThat(stops.mark()).isEqualTo(Stops.UNKNOWN);
      assertThat(stops.longestNanos()).isEqualTo(Stops.UNKNOWN);
      assertThat(stops.totalNanos()).isEqualTo(Stops.UNKNOWN);
    }
  }

  @Test
  void dataThatDoNotTell_areUnknown() throws IOException {
    assertUnknown(Stops.unknown());
    assertUnknown(Stops.open(folder.resolve("none").toFile()));
    assertUnknown(Stops.open(data(ByteOrder.LITTLE_ENDIAN, "sun.rt.other", 1_000_000_000)));
    assertUnknown(Stops.open(data(ByteOrder.LITTLE_ENDIAN, "sun.rt.safepointTime", 1_000)));
    Path broken = Files.write(folder.resolve("broken"), new byte[100]);
    assertUnknown(Stops.open(broken.toFile()));
    byte[] whole =
        Files.readAllBytes(data(ByteOrder.BIG_ENDIAN, "sun.rt.safepointTime", 1).toPath());
    for (int length = 0; length < whole.length; length++) {
      assertUnknown(
          Stops.open(Files.write(broken, java.util.Arrays.copyOf(whole, length)).toFile()));
    }
  }
}
