package io.sonde.exporters.history;

import io.sonde.exporters.registry.Labels;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Texts in a {@link HistoryFile}: the number of bytes, then UTF-8. */
final class HistoryText {
  private HistoryText() {}

  static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("negative length");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static void writeLabels(DataOutputStream out, Labels labels) throws IOException {
    out.writeInt(labels.names().size());
    for (int i = 0; i < labels.names().size(); i++) {
      write(out, labels.names().get(i));
      write(out, labels.values().get(i));
    }
  }

  static Labels readLabels(DataInputStream in) throws IOException {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      names.add(read(in));
      values.add(read(in));
    }
    return new Labels(names, values);
  }
}
