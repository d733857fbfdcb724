package io.sonde.exporters.http;

/**
 * Writes one JSON document (RFC 8259) into memory.
 *
 * <p>Our own because writing is all that is needed: the smallest maintained library would add more
 * bytes to the agent than the rest of this package. The characters {@code <}, {@code >}, {@code &}
 * and the line separators are escaped as well, so that a document is safe inside HTML. Nesting is
 * the caller's duty; commas are ours. Not thread-safe.
 */
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder(256);
  private boolean commaDue;

  public JsonWriter beginObject() {
    return open('{');
  }

  public JsonWriter endObject() {
    return close('}');
  }

  public JsonWriter beginArray() {
    return open('[');
  }

  public JsonWriter endArray() {
    return close(']');
  }

  /** The name of the member whose value comes next. */
  public JsonWriter name(String name) {
    separate();
    quote(name);
    out.append(':');
    commaDue = false;
    return this;
  }

  public JsonWriter value(String text) {
    separate();
    quote(text);
    return this;
  }

  public JsonWriter value(long number) {
    separate();
    out.append(number);
    return this;
  }

  /** A number, or null if it is infinite or none, which JSON cannot say. */
  public JsonWriter value(double number) {
    separate();
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      out.append("null");
    } else {
      out.append(number);
    }
    return this;
  }

  public JsonWriter value(boolean bool) {
    separate();
    out.append(bool);
    return this;
  }

  public JsonWriter nullValue() {
    separate();
    out.append("null");
    return this;
  }

  /** A value that another writer has written. */
  public JsonWriter json(JsonWriter document) {
    separate();
    out.append(document.out);
    return this;
  }

  private JsonWriter open(char bracket) {
    separate();
    out.append(bracket);
    commaDue = false;
    return this;
  }

  private JsonWriter close(char bracket) {
    out.append(bracket);
    commaDue = true;
    return this;
  }

  private void separate() {
    if (commaDue) {
      out.append(',');
    }
    commaDue = true;
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (needsEscape(text, i, c)) {
        out.append("\\u")
            .append(HEX.charAt(c >> 12))
            .append(HEX.charAt(c >> 8 & 0xF))
            .append(HEX.charAt(c >> 4 & 0xF))
            .append(HEX.charAt(c & 0xF));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean needsEscape(String text, int at, char c) {
    if (c < ' ' || c == '<' || c == '>' || c == '&' || (c >= 0x7F && c < 0xA0)) {
      return true;
    }
    if (c == '\u2028' || c == '\u2029') {
      return true;
    }
    // half of a surrogate pair has no UTF-8
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
