package io.sonde.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sonde profile}. */
@Command(
    name = "profile",
    mixinStandardHelpOptions = true,
    description = "Captures a profile and writes it to a file.")
final class ProfileCommand implements Callable<Integer> {

  /** Converting and sending take their time after the capture. */
  private static final int GRACE_MILLIS = 30_000;

  private final Context context;

  @Mixin private Target target = new Target();

  @Mixin private AttachOptions attach = new AttachOptions();

  @Option(
      names = {"-e", "--event"},
      defaultValue = "cpu",
      description = "cpu, alloc, lock, wall or live (default: ${DEFAULT-VALUE}).")
  private String event = "cpu";

  @Option(
      names = {"-s", "--seconds"},
      defaultValue = "10",
      description = "Length of the capture, 1 to 300 (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "File; without --format its extension says the format: .html, .collapsed, .jfr, .pprof, or"
              + " .json for hot spots (default: sonde-PID-EVENT.html).")
  private @Nullable Path file;

  @Option(
      names = {"-f", "--format"},
      description = "html, collapsed, jfr, pprof, heatmap, hotspots or report.")
  private @Nullable String format;

  @Option(
      names = "--attach",
      description = "If Sonde is not in the target: attach, capture, detach.")
  private boolean attachAndDetach;

  ProfileCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    JvmProcess process = target.find(context);
    Path output = file == null ? Path.of("sonde-" + process.pid() + "-" + event + ".html") : file;
    String wanted = format == null ? format(output) : plain("format", format);
    if (!attachAndDetach || process.hasSondeThreads()) {
      capture(target.endpoint(process, context), wanted, output);
      return ExitCode.OK;
    }
    AtomicBoolean isDone = new AtomicBoolean();
    Thread onInterrupt = new Thread(() -> detach(process, isDone), "detach");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      capture(attach(process), wanted, output);
    } finally {
      detach(process, isDone);
    }
    return ExitCode.OK;
  }

  static String format(Path output) {
    String name = String.valueOf(output.getFileName()).toLowerCase(Locale.ROOT);
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return switch (extension) {
      case "html", "collapsed", "jfr", "pprof" -> extension;
      case "txt" -> "collapsed";
      case "json" -> "hotspots";
      default ->
          throw new CliException(
              ExitCode.USAGE,
              "the extension of "
                  + output
                  + " is none of .html, .collapsed, .jfr, .pprof, .json; or give --format");
    };
  }

  private Endpoint attach(JvmProcess process) {
    context.say("attaching to " + process);
    AgentCall.Answer answer = attach.call(context).run(process, "quiet=true,port=0");
    if (answer.text("url").isEmpty()) {
      throw new CliException(ExitCode.AGENT, process + ": " + answer.text("message"));
    }
    return Endpoint.of(answer.text("url"), null);
  }

  private void detach(JvmProcess process, AtomicBoolean isDone) {
    if (isDone.compareAndSet(false, true)) {
      AgentCall.Answer answer = attach.call(context).run(process, "quiet=true,command=detach");
      context.say(answer.result() + " " + process + "; left behind: " + answer.text("message"));
    }
  }

  private void capture(Endpoint endpoint, String wanted, Path output) throws IOException {
    String query =
        "profile?event=" + plain("event", event) + "&seconds=" + seconds + "&format=" + wanted;
    Endpoint.Answer answer;
    ProgressBar bar = ProgressBar.start(context.err(), seconds);
    try {
      answer = endpoint.get(query, seconds * 1000 + GRACE_MILLIS);
    } finally {
      bar.close();
    }
    if (answer.status() != 200) {
      throw new CliException(
          answer.status() == 400 ? ExitCode.USAGE : ExitCode.AGENT,
          "no profile: " + answer.text().strip());
    }
    try {
      Files.write(output, answer.body());
    } catch (IOException e) {
      throw new CliException(ExitCode.INTERNAL, "cannot write " + output + ": " + e, List.of());
    }
    context
        .out()
        .println(
            output
                + ": "
                + answer.body().length
                + " bytes"
                + (answer.samples().isEmpty() ? "" : ", " + answer.samples() + " samples"));
  }

  /** What stands in an address; which words there are, the agent knows best. */
  private static String plain(String name, String text) {
    if (!text.matches("[a-z]{1,20}")) {
      throw new CliException(ExitCode.USAGE, name + " is a word in small letters, not " + text);
    }
    return text;
  }
}
