package io.sonde.agent.cli;

import io.sonde.agent.config.Options;
import io.sonde.agent.config.Settings;
import io.sonde.exporters.http.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sonde attach}. */
@Command(
    name = "attach",
    mixinStandardHelpOptions = true,
    description = "Loads the agent into a running JVM and waits until it answers.")
final class AttachCommand implements Callable<Integer> {

  /** Options that are between the command line and the agent. */
  private static final List<io.sonde.agent.config.Option> OWN =
      List.of(Options.ENABLED, Options.COMMAND, Options.REPLY, Options.JAR);

  private final Context context;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private Target target = new Target();

  @Mixin private AttachOptions attach = new AttachOptions();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "OPTION=VALUE",
      description = "Options of the agent, as after -javaagent:sonde.jar= (port=0, disable=jdbc).")
  private List<String> options = new ArrayList<>();

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  AttachCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    checkOptions();
    JvmProcess process = target.find(context);
    DiscoveryFile running = target.discover(process);
    if (running != null && running.endpoint().isAlive() && options.isEmpty()) {
      checkVersion(process, running.version());
      report(process, "already", running.version(), running.endpoint().url(), null);
      return ExitCode.OK;
    }
    context.say("attaching to " + process);
    // the answer comes here; the target's own output stays as it is
    List<String> arguments = new ArrayList<>(List.of("quiet=true"));
    arguments.addAll(options);
    AgentCall.Answer answer = attach.call(context).run(process, String.join(",", arguments));
    if (!answer.result().equals("active")) {
      throw new CliException(ExitCode.AGENT, process + ": " + answer.text("message"));
    }
    boolean isNew = !answer.text("rewritten").isEmpty();
    checkVersion(process, answer.text("version"));
    report(
        process,
        isNew ? "attached" : "already",
        answer.text("version"),
        answer.text("url"),
        answer);
    return answer.all("later").isEmpty() ? ExitCode.OK : ExitCode.AGENT;
  }

  /** What is wrong with an option is better said here than in the target. */
  private void checkOptions() {
    for (String option : options) {
      if (option.indexOf(',') >= 0) {
        throw usage("an option may not contain a comma: " + option);
      }
    }
    Settings asked = Settings.read(String.join(",", options), Map.of(), new Properties());
    List<String> problems = asked.problems();
    if (!problems.isEmpty()) {
      throw usage(String.join("; ", problems));
    }
    if (asked.given().stream().anyMatch(OWN::contains)) {
      throw usage("enabled, command, reply and jar are not for attach; to take Sonde out: detach");
    }
  }

  private RuntimeException usage(String text) {
    return spec == null
        ? new CliException(ExitCode.USAGE, text)
        : new CommandLine.ParameterException(spec.commandLine(), text);
  }

  private void checkVersion(JvmProcess process, String running) {
    if (!running.isEmpty() && !running.equals(Cli.version())) {
      String pid = Long.toString(process.pid());
      throw new CliException(
          ExitCode.TARGET,
          "Sonde "
              + running
              + " is active in "
              + process
              + ", this is "
              + Cli.version()
              + "; to replace it:",
          List.of(context.command("detach " + pid), context.command("attach " + pid)));
    }
  }

  private void report(
      JvmProcess process,
      String result,
      String version,
      String url,
      AgentCall.@Nullable Answer answer) {
    if (json) {
      JsonWriter out = new JsonWriter().beginObject();
      out.name("pid").value(process.pid()).name("result").value(result);
      out.name("version").value(version).name("url").value(url);
      if (answer != null) {
        Answers.write(answer, out);
      }
      context.out().println(out.endObject());
      return;
    }
    context
        .out()
        .println(
            "Sonde "
                + version
                + (result.equals("already") ? " was already active in " : " is active in ")
                + process
                + (url.isEmpty() ? ", its endpoint is off" : " on " + url));
    if (answer != null) {
      if (result.equals("attached")) {
        context.out().println(rewritten(answer));
      }
      reportOptions(process, answer);
      answer.notes().forEach(note -> context.out().println("note: " + note));
    }
  }

  private static String rewritten(AgentCall.Answer answer) {
    String stops = Answers.stops(answer);
    return answer.text("rewritten")
        + " loaded classes rewritten in "
        + answer.text("batches")
        + " batches; "
        + (stops.isEmpty()
            ? "the longest batch took " + answer.text("longestBatchMillis") + " ms"
            : stops);
  }

  private void reportOptions(JvmProcess process, AgentCall.Answer answer) {
    List<String> changed = answer.all("changed");
    List<String> later = answer.all("later");
    if (!changed.isEmpty()) {
      context.out().println("changed: " + String.join(", ", changed));
    }
    if (!later.isEmpty()) {
      String pid = Long.toString(process.pid());
      context.say("not changed, used at the start only: " + String.join(", ", later));
      context.say("  " + context.command("detach " + pid));
      context.say("  " + context.command("attach " + pid + " " + String.join(" ", options)));
    }
  }
}
