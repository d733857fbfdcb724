package io.sonde.agent.cli;

import io.sonde.exporters.http.JsonWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sonde detach}. */
@Command(
    name = "detach",
    mixinStandardHelpOptions = true,
    description =
        "Takes the agent out of a JVM: classes get their own code back, threads, port and"
            + " files go.")
final class DetachCommand implements Callable<Integer> {

  /** How long the thread that did the work may take to end. */
  private static final Duration LAST_THREAD = Duration.ofSeconds(5);

  private static final int POLL_MILLIS = 20;

  private final Context context;

  @Mixin private Target target = new Target();

  @Mixin private AttachOptions attach = new AttachOptions();

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  DetachCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    JvmProcess process = target.find(context);
    boolean mayBeThere =
        !process.files().exist() || process.hasSondeThreads() || target.discover(process) != null;
    if (!mayBeThere) {
      // to attach just to hear the same would leave something behind
      throw new CliException(ExitCode.TARGET, "Sonde is not active in " + process);
    }
    context.say("detaching from " + process);
    AgentCall.Answer answer = detach(process);
    boolean isClean = awaitThreads(process);
    if (json) {
      JsonWriter out = new JsonWriter().beginObject().name("pid").value(process.pid());
      out.name("result").value("detached");
      out.name("threadsEnded").value(isClean);
      Answers.write(answer, out);
      context.out().println(out.endObject());
    } else {
      String stops = Answers.stops(answer);
      context
          .out()
          .println(
              "detached from "
                  + process
                  + "; "
                  + answer.text("restored")
                  + " classes have their own code again"
                  + (stops.isEmpty() ? "" : "; " + stops));
      context.out().println("left behind: " + answer.text("message"));
      if (!isClean) {
        context.out().println("left behind: a thread of Sonde that has not ended yet");
      }
    }
    return ExitCode.OK;
  }

  private AgentCall.Answer detach(JvmProcess process) {
    AgentCall.Answer answer = attach.call(context).run(process, "quiet=true,command=detach");
    return switch (answer.result()) {
      case "detached" -> answer;
      case "absent" -> throw new CliException(ExitCode.TARGET, "Sonde is not active in " + process);
      default -> throw new CliException(ExitCode.AGENT, process + ": " + answer.text("message"));
    };
  }

  private static boolean awaitThreads(JvmProcess process) {
    long deadlineNanos = System.nanoTime() + LAST_THREAD.toNanos();
    while (process.hasSondeThreads()) {
      if (System.nanoTime() > deadlineNanos) {
        return false;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
