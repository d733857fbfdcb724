package io.sonde.agent.matrix;

import io.sonde.testing.Exposition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;

/**
 * What {@code /metrics} shows of a kind of library, word for word but for its numbers: families
 * with their types and helps, and every series with its labels. It is kept in a file of {@link
 * #FOLDER}, which is read like code when it changes; {@code -Dsonde.docs=write} writes it anew.
 *
 * <p>A histogram's series stands there once, without a suffix, if it has its count, its sum and its
 * last bucket.
 */
public final class GoldenScrape {

  private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

  /** Far more than the second between two looks at what is new. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long POLL_NANOS = Duration.ofMillis(100).toNanos();

  private static final Pattern COMMENT = Pattern.compile("# (?:HELP|TYPE) (\\S+) .*");
  private static final Pattern SAMPLE = Pattern.compile("([^ {]+)(\\{.*\\})? \\S+");
  private static final Pattern BOUND = Pattern.compile(",?le=\"([^\"]*)\"");

  private final Map<String, String> placeholders = new TreeMap<>();

  /** Compares everything as it stands there. */
  public GoldenScrape() {}

  /** Something that differs from run to run is to stand there by another name. */
  public GoldenScrape where(String text, String placeholder) {
    placeholders.put(text, placeholder);
    return this;
  }

  /**
   * Compares the families whose names begin with one of these beginnings.
   *
   * @param kind the file's name, without its suffix
   * @param sonde the address of the endpoint
   */
  public void assertSame(SoftAssertions soft, String kind, String sonde, String... beginnings)
      throws IOException {
    Path file = FOLDER.resolve(kind + ".txt");
    if ("write".equals(System.getProperty("sonde.docs"))) {
      Files.createDirectories(FOLDER);
      Files.writeString(file, text(Exposition.get(sonde + "metrics?fresh"), beginnings));
    }
    String expected = Files.readString(file);
    soft.assertThat(settled(sonde, expected, beginnings)).as(file.toString()).isEqualTo(expected);
  }

  /** Scrapes until nothing is missing: a scrape may come between two families of something new. */
  private String settled(String sonde, String expected, String... beginnings) {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String text = text(Exposition.get(sonde + "metrics?fresh"), beginnings);
      if (text.equals(expected) || System.nanoTime() > deadlineNanos) {
        return text;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private String text(String scrape, String... beginnings) {
    List<String> families = new ArrayList<>();
    Map<String, String> comments = new TreeMap<>();
    Map<String, TreeSet<String>> series = new TreeMap<>();
    String family = "";
    for (String line : scrape.split("\n", -1)) {
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches()) {
        family = comment.group(1);
        if (begins(family, beginnings)) {
          families.remove(family);
          families.add(family);
          comments.merge(family, line + "\n", String::concat);
        }
      } else if (begins(family, beginnings) && !line.isEmpty()) {
        add(series.computeIfAbsent(family, first -> new TreeSet<>()), line);
      }
    }
    StringBuilder text = new StringBuilder();
    for (String name : new TreeSet<>(families)) {
      text.append(comments.get(name));
      merge(name, series.getOrDefault(name, new TreeSet<>()))
          .forEach(line -> text.append(line).append('\n'));
    }
    return text.toString();
  }

  private static boolean begins(String name, String... beginnings) {
    for (String beginning : beginnings) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  private void add(TreeSet<String> series, String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      series.add(line);
      return;
    }
    String labels = sample.group(2) == null ? "" : sample.group(2);
    Matcher bound = BOUND.matcher(labels);
    if (bound.find() && !bound.group(1).equals("+Inf")) {
      return;
    }
    String named = bound.replaceFirst("");
    for (Map.Entry<String, String> replaced : placeholders.entrySet()) {
      named = named.replace(replaced.getKey(), replaced.getValue());
    }
    series.add(sample.group(1) + (named.equals("{}") ? "" : named));
  }

  /** The series of a family, those of a whole histogram under its name. */
  private static TreeSet<String> merge(String family, TreeSet<String> series) {
    TreeSet<String> merged = new TreeSet<>();
    for (String one : series) {
      int labels = one.indexOf('{') < 0 ? one.length() : one.indexOf('{');
      String rest = one.substring(labels);
      boolean whole =
          series.contains(family + "_count" + rest)
              && series.contains(family + "_sum" + rest)
              && series.contains(family + "_bucket" + rest);
      merged.add(whole ? family + rest : one);
    }
    return merged;
  }
}
