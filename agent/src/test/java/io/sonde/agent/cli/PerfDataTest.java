package io.sonde.agent.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PerfDataTest {

  private static byte[] file(ByteOrder order) {
    ByteBuffer file = ByteBuffer.allocate(256);
    file.putInt(0, 0xcafec0c0).put(4, (byte) (order == ByteOrder.BIG_ENDIAN ? 0 : 1));
    file.put(5, (byte) 2).order(order);
    file.putInt(24, 32).putInt(28, 2);
    // a number, which is skipped
    file.putInt(32, 40).putInt(36, 20).putInt(40, 0).put(44, (byte) 'J').putInt(48, 32);
    // a text
    file.putInt(72, 64).putInt(76, 20).putInt(80, 16).put(84, (byte) 'B').putInt(88, 44);
    file.put(92, "sun.rt.javaCommand\0".getBytes(StandardCharsets.UTF_8));
    file.put(116, "Main one two\0".getBytes(StandardCharsets.UTF_8));
    return file.array();
  }

  @Test
  void texts_areReadInBothByteOrders() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      PerfData data = requireNonNull(PerfData.parse(file(order)));
      assertThat(data.texts()).hasSize(1);
      assertThat(data.text("sun.rt.javaCommand")).isEqualTo("Main one two");
      assertThat(data.text("other")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 20, 31, 33, 80, 100})
  void truncatedFile_isNull(int length) {
    assertThat(PerfData.parse(java.util.Arrays.copyOf(file(ByteOrder.BIG_ENDIAN), length)))
        .isNull();
  }

  @Test
  void otherFile_isNull() {
    assertThat(
            PerfData.parse(
                "no performance data, but long enough for it".getBytes(StandardCharsets.UTF_8)))
        .isNull();
  }
}
