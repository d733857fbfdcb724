package io.sonde.agent.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in aligned columns; a heading that ends with {@code >} aligns its column right. */
final class TextTable {

  private static final int LEAST_NAME_CHARS = 12;

  private final String[] headings;
  private final List<String[]> rows = new ArrayList<>();

  TextTable(String... headings) {
    this.headings = headings.clone();
    String[] first = new String[headings.length];
    for (int i = 0; i < first.length; i++) {
      first[i] = isRight(i) ? headings[i].substring(0, headings[i].length() - 1) : headings[i];
    }
    rows.add(first);
  }

  private boolean isRight(int column) {
    return headings[column].endsWith(">");
  }

  /** Adds a row; control characters, which a terminal might obey, are replaced. */
  void add(String... cells) {
    String[] row = new String[headings.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = printable(cells[i]);
    }
    rows.add(row);
  }

  static String printable(String text) {
    StringBuilder printable = new StringBuilder(text);
    for (int i = 0; i < printable.length(); i++) {
      if (Character.isISOControl(printable.charAt(i))) {
        printable.setCharAt(i, '?');
      }
    }
    return printable.toString();
  }

  /** The lines, as wide as they need to be. */
  @Override
  public String toString() {
    return String.join("\n", lines(Integer.MAX_VALUE)) + "\n";
  }

  /** The lines, the first column cut or widened so that they are as wide as wanted. */
  List<String> lines(int widthChars) {
    int[] widths = new int[headings.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    if (widthChars != Integer.MAX_VALUE) {
      int others = 0;
      for (int i = 1; i < widths.length; i++) {
        others += widths[i] + 2;
      }
      // a name must stay readable; what is too wide then is cut on the right by the terminal's view
      widths[0] = Math.max(Math.min(widths[0], LEAST_NAME_CHARS), widthChars - others);
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String cell = cut(row[i], widths[i]);
        String padding = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? "" : "  ").append(isRight(i) ? padding + cell : cell + padding);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "~";
  }
}
