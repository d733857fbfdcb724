package io.sonde.agent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which process a command is about. */
final class Target {

  @Parameters(
      index = "0",
      paramLabel = "PID|NAME",
      description = "Process id, or (part of) the name of its main class or jar.")
  private String wanted = "";

  @Option(
      names = "--directory",
      paramLabel = "FOLDER",
      description = "Discovery folder, if the agent's option directory was set after its start.")
  private @Nullable Path folder;

  /** The process. */
  JvmProcess find(Context context) {
    if (!wanted.isEmpty() && wanted.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long pid = wanted.length() > 18 ? -1 : Long.parseLong(wanted);
      JvmProcess process = context.source().of(pid);
      if (process == null) {
        Diagnosis.noProcess(pid).throwIfBlocked();
        throw new IllegalStateException("no process, no finding");
      }
      return process;
    }
    return match(wanted, context.source().all());
  }

  /** The only process that a name fits; an exact name wins over a part of one. */
  static JvmProcess match(String name, List<JvmProcess> all) {
    List<JvmProcess> fitting = new ArrayList<>(all);
    fitting.removeIf(process -> !process.isCalled(name));
    if (fitting.isEmpty()) {
      fitting.addAll(all);
      fitting.removeIf(process -> !process.isCalledLike(name));
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    List<JvmProcess> candidates = fitting.isEmpty() ? all : fitting;
    List<String> lines = new ArrayList<>();
    for (JvmProcess process : candidates) {
      lines.add(process.pid() + "  " + process.main());
    }
    String what =
        fitting.isEmpty()
            ? "no JVM of this user is called " + name + (all.isEmpty() ? "" : "; there are:")
            : fitting.size() + " JVMs are called " + name + "; give the id of one:";
    throw new CliException(ExitCode.TARGET, what, lines);
  }

  /** The agent's discovery file, if it is there. */
  @Nullable DiscoveryFile discover(JvmProcess process) {
    return DiscoveryFile.of(process, folder);
  }

  /** The endpoint of the agent in a process, which answers. */
  Endpoint endpoint(JvmProcess process, Context context) {
    DiscoveryFile found = discover(process);
    if (found != null && found.endpoint().isAlive()) {
      return found.endpoint();
    }
    String id = Long.toString(process.pid());
    if (found != null) {
      throw new CliException(
          ExitCode.TARGET,
          "Sonde in " + process + " does not answer on " + found.endpoint().url(),
          List.of(context.command("doctor " + id)));
    }
    if (process.hasSondeThreads()) {
      throw new CliException(
          ExitCode.TARGET,
          "Sonde is active in "
              + process
              + " but publishes no address: its endpoint is off, it is still starting, or its"
              + " option directory was set",
          List.of(context.command("status --ask " + id), "--directory FOLDER"));
    }
    throw new CliException(
        ExitCode.TARGET,
        "Sonde is not active in " + process,
        List.of(context.command("attach " + id)));
  }
}
