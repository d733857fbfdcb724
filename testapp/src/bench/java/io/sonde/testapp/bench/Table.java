package io.sonde.testapp.bench;

import java.util.ArrayList;
import java.util.List;

/** Rows that are printed as a Markdown table. */
final class Table {

  private final List<String[]> rows = new ArrayList<>();

  Table(String... header) {
    rows.add(header);
  }

  void row(String... cells) {
    rows.add(cells);
  }

  void print() {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    System.out.println();
    for (int r = 0; r < rows.size(); r++) {
      System.out.println(line(rows.get(r), widths));
      if (r == 0) {
        System.out.println(line(rule(widths), widths));
      }
    }
    System.out.println();
  }

  private static String[] rule(int[] widths) {
    String[] rule = new String[widths.length];
    for (int i = 0; i < widths.length; i++) {
      rule[i] = "-".repeat(widths[i]);
    }
    return rule;
  }

  private static String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder("|");
    for (int i = 0; i < row.length; i++) {
      line.append(' ').append(row[i]).append(" ".repeat(widths[i] - row[i].length())).append(" |");
    }
    return line.toString();
  }
}
