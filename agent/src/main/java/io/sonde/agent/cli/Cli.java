package io.sonde.agent.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code sonde} with its subcommands; by itself it prints its help. */
@Command(
    name = "sonde",
    mixinStandardHelpOptions = true,
    versionProvider = Cli.VersionText.class,
    description = "Attach to a running JVM, look, and leave it as it was.",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0   done",
      "  1   no such process, not the only one, no JVM, or Sonde is not in it",
      "  2   wrong command line",
      "  3   refused by the target or the operating system (see: sonde doctor PID)",
      "  4   no answer within the time-out",
      "  5   the agent in the target says that something failed",
      "  70  a fault of this program, or a file that cannot be written"
    })
public final class Cli implements Runnable {

  private static final String VERSION = "io/sonde/agent/version.properties";

  @Spec private @Nullable CommandSpec spec;

  private Cli() {}

  /**
   * Runs a command line.
   *
   * @param jar the jar that this program was started from
   * @return the exit code
   */
  public static int run(File jar, String[] arguments) {
    return commandLine(new Context(jar, System.out, System.err, JvmSource.here()))
        .execute(arguments);
  }

  static CommandLine commandLine(Context context) {
    return new CommandLine(new Cli())
        .addSubcommand(new ListCommand(context))
        .addSubcommand(new AttachCommand(context))
        .addSubcommand(new StatusCommand(context))
        .addSubcommand(new MetricsCommand(context))
        .addSubcommand(new TopCommand(context))
        .addSubcommand(new ProfileCommand(context))
        .addSubcommand(new DetachCommand(context))
        .addSubcommand(new DoctorCommand(context))
        .setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, line, parsed) -> failed(context, e));
  }

  private static int failed(Context context, Exception e) {
    if (e instanceof ParameterException usage) {
      context.say("sonde: " + usage.getMessage());
      return ExitCode.USAGE;
    }
    if (e instanceof CliException known) {
      context.say("sonde: " + known.getMessage());
      for (String line : known.help()) {
        context.say("  " + line);
      }
      return known.exitCode();
    }
    context.say("sonde: " + e);
    return ExitCode.INTERNAL;
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }

  /** The version of this build. */
  static String version() {
    try (@Nullable InputStream in = Cli.class.getClassLoader().getResourceAsStream(VERSION)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** What {@code --version} prints. */
  static final class VersionText implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"sonde " + version()};
    }
  }
}
