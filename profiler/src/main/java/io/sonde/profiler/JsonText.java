package io.sonde.profiler;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Builds a JSON document; commas come by themselves. */
final class JsonText {

  private final StringBuilder text = new StringBuilder();
  private boolean needsComma;

  JsonText open(char bracket) {
    separate();
    text.append(bracket);
    needsComma = false;
    return this;
  }

  JsonText close(char bracket) {
    text.append(bracket);
    needsComma = true;
    return this;
  }

  JsonText name(String name) {
    separate();
    quote(name);
    text.append(':');
    needsComma = false;
    return this;
  }

  JsonText field(String name, String value) {
    name(name);
    return value(value);
  }

  JsonText field(String name, long value) {
    name(name);
    text.append(value);
    needsComma = true;
    return this;
  }

  JsonText field(String name, boolean value) {
    name(name);
    text.append(value);
    needsComma = true;
    return this;
  }

  /** A finite number with six digits; others become null. */
  JsonText field(String name, double value) {
    name(name);
    if (Double.isFinite(value)) {
      text.append(
          Math.abs(value) < 1e15 && value == Math.rint(value)
              ? Long.toString((long) value)
              : String.format(Locale.ROOT, "%.6g", value));
    } else {
      text.append("null");
    }
    needsComma = true;
    return this;
  }

  JsonText value(String value) {
    separate();
    quote(value);
    needsComma = true;
    return this;
  }

  private void separate() {
    if (needsComma) {
      text.append(',');
    }
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      // Angle brackets too, so that the text may stand inside a page.
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
        text.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
