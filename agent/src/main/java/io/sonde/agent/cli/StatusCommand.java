package io.sonde.agent.cli;

import io.sonde.exporters.http.JsonWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sonde status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Whether Sonde is active in a JVM, where it answers, what it has rewritten.")
final class StatusCommand implements Callable<Integer> {

  private final Context context;

  @Mixin private Target target = new Target();

  @Mixin private AttachOptions attach = new AttachOptions();

  @Option(
      names = "--ask",
      description = "Attach to ask the agent itself, for one whose endpoint is off.")
  private boolean ask;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  StatusCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    JvmProcess process = target.find(context);
    JsonWriter out = new JsonWriter().beginObject().name("pid").value(process.pid());
    out.name("main").value(process.main()).name("jdk").value(process.version());
    if (ask) {
      ask(process, out);
    } else {
      look(process, out);
    }
    if (json) {
      context.out().println(out.endObject());
    }
    return ExitCode.OK;
  }

  private void ask(JvmProcess process, JsonWriter out) {
    if (process.files().exist() && !process.hasSondeThreads()) {
      throw new CliException(ExitCode.TARGET, "Sonde is not active in " + process);
    }
    AgentCall.Answer answer = attach.call(context).run(process, "quiet=true,command=status");
    if (!answer.result().equals("active")) {
      throw new CliException(ExitCode.AGENT, process + ": " + answer.text("message"));
    }
    out.name("version").value(answer.text("version")).name("url").value(answer.text("url"));
    Answers.write(answer, out);
    if (!json) {
      context
          .out()
          .println(process + ": Sonde " + answer.text("version") + " " + answer.text("message"));
      context.out().println(answer.text("classes") + " classes rewritten");
      answer.notes().forEach(note -> context.out().println("note: " + note));
    }
  }

  private void look(JvmProcess process, JsonWriter out) {
    Endpoint endpoint = target.endpoint(process, context);
    Scrape scrape = Scrape.parse(endpoint.metrics(), System.nanoTime());
    String version = "";
    for (Scrape.Sample sample : scrape.all("sonde_build_info")) {
      version = sample.label("version");
    }
    Map<String, Long> classes = new TreeMap<>();
    for (Scrape.Sample sample : scrape.all("sonde_instrumented_classes")) {
      classes.put(sample.label("technology"), (long) sample.value());
    }
    long errors = (long) scrape.sum("sonde_suppressed_errors_total");
    out.name("version").value(version).name("url").value(endpoint.url());
    out.name("suppressedErrors").value(errors).name("classes").beginObject();
    classes.forEach((technology, count) -> out.name(technology).value((long) count));
    out.endObject();
    if (!json) {
      context.out().println(process + ", JDK " + process.version());
      context.out().println("Sonde " + version + " on " + endpoint.url());
      classes.forEach(
          (technology, count) ->
              context.out().println("  " + technology + ": " + count + " classes rewritten"));
      context.out().println("  suppressed errors: " + errors);
    }
  }
}
