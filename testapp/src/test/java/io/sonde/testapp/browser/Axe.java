package io.sonde.testapp.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Looks for faults of accessibility in the page that a browser shows, with axe-core. */
final class Axe {
  private static final String SCRIPT = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

  /** All rows of a table are made alike, so the first eight tell of all. */
  private static final String RUN =
      """
      axe.run({exclude: [['tbody tr:nth-child(n+9)']]}, {resultTypes: ['violations'], iframes: false%s}).then((found) =>
        found.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).flatMap((v) =>
          v.nodes.map((n) => v.id + ': ' + n.target + ' ' + n.html.slice(0, 160) + ' '
            + n.any.map((check) => check.message).join(' '))))
      """;

  private static final String COLOURS_ALONE = ", runOnly: ['color-contrast']";

  private Axe() {}

  /** Serious and critical faults of every rule. */
  static List<String> faults(Browser browser) throws IOException {
    return run(browser, "");
  }

  /** Those of colours, which are all that another theme can change. */
  static List<String> faultsOfColours(Browser browser) throws IOException {
    return run(browser, COLOURS_ALONE);
  }

  private static List<String> run(Browser browser, String options) throws IOException {
    if (!browser.evaluate("'axe' in window").asBoolean()) {
      browser.evaluate(script() + ";0");
    }
    List<String> faults = new ArrayList<>();
    for (JsonNode fault : browser.evaluate(RUN.formatted(options))) {
      faults.add(fault.asText());
    }
    return faults;
  }

  private static String script() throws IOException {
    try (InputStream in = Axe.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IOException("not on the class path: " + SCRIPT);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
