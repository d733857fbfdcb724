package io.sonde.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * docs/CONFIGURATION.md is what the option table says. {@code mvn test -Dtest=ConfigurationDocTest
 * -Dsonde.docs=write -pl agent} writes it anew.
 */
class ConfigurationDocTest {

  private static final Path DOC = Path.of("..", "docs", "CONFIGURATION.md");

  /** Written by the command line alone. */
  private static final Set<Option> INTERNAL = Set.of(Options.COMMAND, Options.REPLY, Options.JAR);

  @Test
  void doc_text_equalsTheTable() throws IOException {
    String text = text();
    if ("write".equals(System.getProperty("sonde.docs"))) {
      Files.writeString(DOC, text);
    }
    assertThat(Files.readString(DOC)).isEqualTo(text);
  }

  private static String text() {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            Generated from the option table (`io.sonde.agent.config.Options`) by `ConfigurationDocTest`.

            An option is looked for in four places; the first that has it wins:

            1. agent arguments: `-javaagent:sonde.jar=port=9500,disable=executor+pool`
            2. system properties: `-Dsonde.port=9500`
            3. environment: `SONDE_PORT=9500`
            4. a properties file named by `config`: `port=9500`

            Members of a list are separated by `+`. An unknown name or a bad value is said in the start line, with the
            nearest name or the allowed range, and the default is used. `SONDE_OFF=1` or `-Dsonde.enabled=false` switch
            everything off before anything is loaded.

            | option | environment | default | allowed | what it does |
            |---|---|---|---|---|
            """);
    for (Option option : Options.all()) {
      if (!INTERNAL.contains(option)) {
        text.append("| `")
            .append(option.name())
            .append("` | `")
            .append(Settings.environmentName(option))
            .append("` | ")
            .append(option.defaultValue().isEmpty() ? "" : "`" + option.defaultValue() + "`")
            .append(" | ")
            .append(option.allowed())
            .append(" | ")
            .append(option.help())
            .append(" |\n");
      }
    }
    return text.toString();
  }
}
