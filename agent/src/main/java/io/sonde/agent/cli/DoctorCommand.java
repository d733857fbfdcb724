package io.sonde.agent.cli;

import io.sonde.exporters.http.JsonWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sonde doctor}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Why can I not attach? Looks at a process from outside; if nothing is found to stop an"
          + " attach, says hello to the JVM through its attach socket (loads nothing).",
      "Finds: no such process, ended, no JVM, not HotSpot, too old, other user, stopped, attach"
          + " mechanism off, -Xrs, dynamic loading off, Sonde switched off, other namespace, stale"
          + " or deleted socket, unreadable jar, no answer."
    })
final class DoctorCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Context context;

  @Parameters(index = "0", paramLabel = "PID", description = "Process id.")
  private long pid;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  DoctorCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    JvmProcess process = context.source().of(pid);
    Diagnosis diagnosis =
        process == null ? Diagnosis.noProcess(pid) : Diagnosis.of(process, context.jar());
    boolean isGreeted = false;
    if (process != null && process.files().exist() && diagnosis.exitCode() == ExitCode.OK) {
      String failure = greet(process);
      isGreeted = failure.isEmpty();
      if (!isGreeted) {
        diagnosis = diagnosis.and(noAnswer(process, failure));
      }
    }
    context.out().print(json ? json(diagnosis) : text(process, diagnosis, isGreeted));
    context.out().flush();
    return diagnosis.exitCode();
  }

  private Finding noAnswer(JvmProcess process, String failure) {
    return new Finding(
        Cause.NO_ANSWER,
        "nothing speaks against an attach, but " + process + " does not answer: " + failure,
        java.util.List.of(
            "it may hang in a safepoint, swap, or be frozen by its container (docker unpause);"
                + " look at its CPU: top -H -p "
                + process.pid()));
  }

  /** Empty if it answers. */
  private static String greet(JvmProcess process) {
    CompletableFuture<@Nullable Void> greeted = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                new SocketAttach(PATIENCE).greet(process);
                greeted.complete(null);
              } catch (IOException | RuntimeException e) {
                greeted.completeExceptionally(e);
              }
            },
            "greet");
    thread.setDaemon(true);
    thread.start();
    try {
      greeted.get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
      return "";
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return cause == null ? e.toString() : String.valueOf(cause.getMessage());
    } catch (TimeoutException e) {
      return "no answer within " + PATIENCE.toSeconds() + " s";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private String text(@Nullable JvmProcess process, Diagnosis diagnosis, boolean isGreeted) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : diagnosis.findings()) {
      text.append(finding.isBlocking() ? "problem: " : "note: ").append(finding.what());
      text.append(" [").append(finding.cause().label()).append("]\n");
      for (String help : finding.help()) {
        text.append("  ").append(help).append('\n');
      }
    }
    if (diagnosis.exitCode() == ExitCode.OK && process != null) {
      text.append(process).append(isGreeted ? " answers; " : ": ").append("attach works:\n  ");
      text.append(context.command("attach " + process.pid())).append('\n');
    }
    return text.toString();
  }

  private String json(Diagnosis diagnosis) {
    JsonWriter out = new JsonWriter().beginObject().name("pid").value(pid);
    out.name("attachable").value(diagnosis.exitCode() == ExitCode.OK);
    out.name("findings").beginArray();
    for (Finding finding : diagnosis.findings()) {
      out.beginObject().name("cause").value(finding.cause().label());
      out.name("blocking").value(finding.isBlocking()).name("what").value(finding.what());
      out.name("help").beginArray();
      finding.help().forEach(out::value);
      out.endArray().endObject();
    }
    return out.endArray().endObject() + "\n";
  }
}
