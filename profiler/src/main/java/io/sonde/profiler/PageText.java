package io.sonde.profiler;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Builds a plain page: headings, paragraphs and tables, no script. */
final class PageText {

  private static final String STYLE =
      "body{font:14px/1.4 system-ui,sans-serif;margin:2em;color:#222;background:#fff}"
          + "h1{font-size:1.4em}h2{font-size:1.1em;margin-top:2em}"
          + "table{border-collapse:collapse}th,td{padding:.2em .8em;text-align:right;"
          + "border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums;vertical-align:top}"
          + "th.t,td.t{text-align:left;font-family:ui-monospace,monospace;word-break:break-all}"
          + "details{font-size:.9em;color:#555}.w{color:#a40}"
          + "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}"
          + "th,td{border-color:#444}details{color:#aaa}}";

  private final StringBuilder text = new StringBuilder();

  PageText(String title) {
    text.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    escape(title);
    text.append("</title><style>").append(STYLE).append("</style></head><body>\n<h1>");
    escape(title);
    text.append("</h1>\n");
  }

  PageText heading(String heading) {
    text.append("<h2>");
    escape(heading);
    text.append("</h2>\n");
    return this;
  }

  PageText paragraph(String paragraph) {
    text.append("<p>");
    escape(paragraph);
    text.append("</p>\n");
    return this;
  }

  PageText warning(String paragraph) {
    text.append("<p class=\"w\">");
    escape(paragraph);
    text.append("</p>\n");
    return this;
  }

  /** Opens a table; names that begin with {@code <} are columns of text, without that sign. */
  PageText table(String... columns) {
    text.append("<table><thead><tr>");
    for (String column : columns) {
      boolean isText = column.startsWith("<");
      text.append(isText ? "<th class=\"t\">" : "<th>");
      escape(isText ? column.substring(1) : column);
      text.append("</th>");
    }
    text.append("</tr></thead><tbody>\n");
    return this;
  }

  PageText row() {
    text.append("<tr>");
    return this;
  }

  PageText cell(String value) {
    text.append("<td>");
    escape(value);
    text.append("</td>");
    return this;
  }

  PageText textCell(String value, String... details) {
    text.append("<td class=\"t\">");
    escape(value);
    if (details.length > 0) {
      text.append("<details><summary>").append(details.length).append(" neighbours</summary>");
      for (String detail : details) {
        escape(detail);
        text.append("<br>");
      }
      text.append("</details>");
    }
    text.append("</td>");
    return this;
  }

  PageText endRow() {
    text.append("</tr>\n");
    return this;
  }

  PageText endTable() {
    text.append("</tbody></table>\n");
    return this;
  }

  byte[] bytes() {
    return (text + "</body></html>\n").getBytes(StandardCharsets.UTF_8);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** A weight of a second in a unit that people read: cores, threads or bytes. */
  static String rate(Event event, double perSecond) {
    return event.intervalUnit() == Event.IntervalUnit.BYTES
        ? bytes(perSecond) + "/s"
        : String.format(Locale.ROOT, "%.3f s/s", perSecond / 1e9);
  }

  static String amount(Event event, double weight) {
    return event.intervalUnit() == Event.IntervalUnit.BYTES
        ? bytes(weight)
        : String.format(Locale.ROOT, "%.3f s", weight / 1e9);
  }

  private static String bytes(double bytes) {
    double value = bytes;
    for (String unit : new String[] {"B", "KiB", "MiB", "GiB"}) {
      if (Math.abs(value) < 1024) {
        return String.format(Locale.ROOT, "%.1f %s", value, unit);
      }
      value /= 1024;
    }
    return String.format(Locale.ROOT, "%.1f TiB", value);
  }

  private void escape(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '"' -> text.append("&quot;");
        default -> text.append(c);
      }
    }
  }
}
