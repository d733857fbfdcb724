package io.sonde.testapp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MainTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port 70000 | --port: 70000 is not in 0 to 65535",
        "serve --workers 0 | --workers: 0 is not in 1 to 256",
        "serve --db postgres | --db-url: needed with --db postgres",
        "payment --fail-every -1 | --fail-every: -1 is not in 0 to",
        "load --rate 0 | --rate: 0.0 is not in 0.1 to 20000",
        "load --duration 30 | '30' is not a duration",
        "load --mix best | --mix: best is not one of default",
        "load --url http://192.0.2.1:80 | only loopback targets",
        "load --rate 20000 --duration 24h | more than 50 million requests"
      })
  void commandLine_wrongOption_namesOptionValueAndRange(String arguments, String message) {
    Run run = run(arguments.split(" "));

    assertThat(run.exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(run.errors).contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "serve --help", "payment --help", "load --help"})
  void commandLine_help_describesOptions(String arguments) {
    Run run = run(arguments.split(" "));

    assertThat(run.exitCode).isZero();
    assertThat(run.output).contains("Usage:", "--help");
  }

  @Test
  void load_nobodyListens_endsWithOne() {
    Run run = run("load", "--url", "http://127.0.0.1:1", "--rate", "50", "--duration", "100ms");

    assertThat(run.exitCode).isEqualTo(CommandLine.ExitCode.SOFTWARE);
  }

  private static Run run(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(output))
            .setErr(new PrintWriter(errors))
            .execute(arguments);
    return new Run(exitCode, output.toString(), errors.toString());
  }

  private record Run(int exitCode, String output, String errors) {}
}
