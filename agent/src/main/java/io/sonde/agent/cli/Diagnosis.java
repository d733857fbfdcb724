package io.sonde.agent.cli;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is known of why an attach to a process cannot work, from outside and without touching it.
 *
 * @param findings the most basic first
 */
record Diagnosis(List<Finding> findings) {

  private static final int OLDEST_FEATURE = 17;
  private static final int FIRST_WARNING_FEATURE = 21;
  private static final int SIGQUIT = 3;

  /** Number of the first process namespace's file, {@code PROC_PID_INIT_INO} of the kernel. */
  private static final String HOST_PID_NAMESPACE = "pid:[4026531836]";

  /** Of a process that is there. */
  static Diagnosis of(JvmProcess process, File jar) {
    return new Examination(process, jar, new ProcFiles(Path.of("/proc/self"))).diagnose();
  }

  /** Of an id that no process has. */
  static Diagnosis noProcess(long pid) {
    List<String> help = new ArrayList<>();
    help.add("java -jar sonde.jar list");
    String namespace = new ProcFiles(Path.of("/proc/self")).namespace("pid");
    if (namespace != null && !namespace.equals(HOST_PID_NAMESPACE)) {
      help.add(
          "this command runs in a container (its own PID namespace): ids of the host mean nothing"
              + " here; run it on the host, or use the id that the container's ps shows");
    }
    return new Diagnosis(
        List.of(
            new Finding(Cause.NO_SUCH_PROCESS, "no process has the id " + pid + " here", help)));
  }

  /** The first finding that stops an attach, as an exception. */
  void throwIfBlocked() {
    for (Finding finding : findings) {
      if (finding.isBlocking()) {
        throw new CliException(finding.cause().exitCode(), finding.what(), finding.help());
      }
    }
  }

  /** Exit code of the first finding that stops an attach. */
  int exitCode() {
    for (Finding finding : findings) {
      if (finding.isBlocking()) {
        return finding.cause().exitCode();
      }
    }
    return ExitCode.OK;
  }

  /** With one more finding. */
  Diagnosis and(Finding finding) {
    List<Finding> more = new ArrayList<>(findings);
    more.add(finding);
    return new Diagnosis(more);
  }

  /** One examination of a process; {@code self} is the one that looks. */
  record Examination(JvmProcess process, File jar, ProcFiles self, List<Finding> found) {

    Examination(JvmProcess process, File jar, ProcFiles self) {
      this(process, jar, self, new ArrayList<>());
    }

    Diagnosis diagnose() {
      if (process.files().exist()) {
        examineKind();
        if (found.isEmpty()) {
          examineUser();
          examineState();
          examineOptions();
          examineNamespaces();
          examineSocket();
          examineJar();
        }
      } else {
        examineOptions();
      }
      return new Diagnosis(List.copyOf(found));
    }

    private void examineKind() {
      ProcFiles files = process.files();
      if (files.state() == 'Z' || files.state() == 'X') {
        add(Cause.ENDED, process.pid() + " has ended; its parent has not collected it yet");
      } else if (files.isMapped(path -> path.contains("/libj9"))) {
        add(
            Cause.NOT_HOTSPOT,
            process + " runs on OpenJ9, which has another attach protocol and other profilers",
            "start it on a JVM with HotSpot (Temurin, Corretto, Zulu, Oracle, Red Hat …)");
      } else if (!JvmSource.isJvm(files)) {
        add(
            Cause.NOT_A_JVM,
            process.pid() + " is no HotSpot JVM" + describe(files),
            command("list"));
      } else if (process.feature() > 0 && process.feature() < OLDEST_FEATURE) {
        add(
            Cause.TOO_OLD,
            process + " runs on Java " + process.version() + "; Sonde needs 17 or later",
            "start it on a newer JDK");
      }
    }

    private static String describe(ProcFiles files) {
      List<String> command = files.commandLine();
      return command.isEmpty() ? "" : " (" + command.get(0) + ")";
    }

    private void examineUser() {
      int own = self.effectiveUid();
      if (own > 0 && own != process.uid()) {
        add(
            Cause.OTHER_USER,
            process
                + " belongs to user "
                + process.user()
                + ", this command runs as "
                + System.getProperty("user.name")
                + "; a JVM accepts its own user and root only",
            "sudo -u " + process.user() + " " + command("attach " + process.pid()));
      } else if (own == process.uid()
          && own > 0
          && self.effectiveGid() != process.files().effectiveGid()) {
        add(
            Cause.OTHER_USER,
            process + " runs with another group than this command; a JVM compares both",
            "sudo " + command("attach " + process.pid()));
      }
    }

    private void examineState() {
      char state = process.files().state();
      if (state == 'T') {
        add(
            Cause.STOPPED,
            process + " is stopped (state T), so it cannot answer",
            "kill -CONT " + process.pid());
      } else if (state == 't') {
        add(
            Cause.STOPPED,
            process
                + " is held by a debugger (state t, tracer "
                + process.files().status("TracerPid")
                + ")",
            "let the debugger continue or detach");
      }
    }

    private void examineOptions() {
      if (process.attachRefused() || process.isOn("DisableAttachMechanism", false)) {
        add(
            Cause.ATTACH_DISABLED,
            process + " was started with -XX:+DisableAttachMechanism",
            "restart it without that option, or with -javaagent:" + jar);
      } else if (process.options().contains("-Xrs") || isDeafToQuit()) {
        add(
            Cause.SIGNALS_DISABLED,
            process + " does not handle SIGQUIT (option -Xrs), which attach starts with",
            "restart it without -Xrs, or with -javaagent:" + jar);
      }
      if (!process.isOn("EnableDynamicAgentLoading", true)) {
        add(
            Cause.DYNAMIC_LOADING_DISABLED,
            process + " was started with -XX:-EnableDynamicAgentLoading",
            "restart it with -XX:+EnableDynamicAgentLoading, or with -javaagent:" + jar);
      } else if (process.feature() >= FIRST_WARNING_FEATURE
          && !process.options().contains("-XX:+EnableDynamicAgentLoading")) {
        add(
            Cause.JVM_WARNS,
            "at every attach a JVM of version 21 or later prints four lines of warning to its own"
                + " stderr (not Sonde's)",
            "start it with -XX:+EnableDynamicAgentLoading to avoid them");
      }
      Map<String, String> environment = process.files().environment();
      if ("1".equals(environment.get("SONDE_OFF"))
          || "false".equals(process.property("sonde.enabled"))) {
        add(
            Cause.SWITCHED_OFF,
            process + " was started with Sonde switched off (SONDE_OFF=1 or sonde.enabled=false)",
            "restart it without that setting");
      }
    }

    private boolean isDeafToQuit() {
      return process.files().exist() && !process.files().catches(SIGQUIT);
    }

    private void examineNamespaces() {
      ProcFiles files = process.files();
      boolean isOtherPid = process.pidInside() != process.pid();
      boolean isOtherMount = isOther("mnt");
      if (!isOtherPid && !isOtherMount) {
        return;
      }
      String where =
          process
              + " is in another "
              + (isOtherPid ? isOtherMount ? "PID and mount" : "PID" : "mount")
              + " namespace (a container)"
              + (isOtherPid ? ", where its id is " + process.pidInside() : "");
      if (!Files.isReadable(files.root().resolve("tmp"))) {
        add(
            Cause.OTHER_NAMESPACE_CLOSED,
            where + ", and its file system cannot be reached through /proc",
            "sudo " + command("attach " + process.pid()),
            "or from inside: copy sonde.jar into the container and run there: java -jar sonde.jar"
                + " attach "
                + process.pidInside());
      } else if (isOther("net")) {
        add(
            Cause.OTHER_NAMESPACE,
            where + "; attach works from here, but its endpoint answers inside only",
            "sudo nsenter -t " + process.pid() + " -n " + command("top " + process.pid()));
      } else {
        add(
            Cause.OTHER_NAMESPACE,
            where + "; attach works from here, through /proc/" + process.pid() + "/root");
      }
    }

    private boolean isOther(String kind) {
      String own = self.namespace(kind);
      String its = process.files().namespace(kind);
      return own != null && its != null && !own.equals(its);
    }

    private void examineSocket() {
      Path socket = SocketAttach.socket(process);
      boolean isListening = process.files().threadNames().contains("Attach Listener");
      if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
        if (isListening) {
          add(
              Cause.SOCKET_DELETED,
              "the socket "
                  + socket
                  + " was deleted (by a cleaner of temporary files?); the JVM opens a new one at"
                  + " the next attach",
              "exclude /tmp/.java_pid* from the cleaner");
        }
      } else if (isStale(socket)) {
        add(
            Cause.STALE_SOCKET,
            socket + " is left over from another process, nobody listens on it",
            "rm " + socket);
      }
    }

    private boolean isStale(Path socket) {
      if (found.stream().anyMatch(Finding::isBlocking)) {
        return false;
      }
      try {
        int owner = (int) Files.getAttribute(socket, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        int mode = (int) Files.getAttribute(socket, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        boolean isSocket = (mode & 0170000) == 0140000;
        if (owner != process.uid() || !isSocket) {
          return true;
        }
      } catch (IOException | UnsupportedOperationException e) {
        return false;
      }
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(socket));
        return false;
      } catch (ConnectException e) {
        return true;
      } catch (IOException | UnsupportedOperationException e) {
        // a full backlog, or no permission: not stale
        return false;
      }
    }

    private void examineJar() {
      if (TargetFiles.isElsewhere(process) || process.uid() == self.effectiveUid()) {
        return;
      }
      for (Path path = jar.toPath().toAbsolutePath(); path != null; path = path.getParent()) {
        if (!isOpenToAll(path)) {
          add(
              Cause.JAR_NOT_READABLE,
              "user " + process.user() + " cannot read " + jar + " because of " + path,
              "cp "
                  + jar
                  + " /tmp/ && java -jar /tmp/"
                  + jar.getName()
                  + " attach "
                  + process.pid());
          return;
        }
      }
    }

    private static boolean isOpenToAll(Path path) {
      try {
        int mode = (int) Files.getAttribute(path, "unix:mode");
        return (mode & (Files.isDirectory(path) ? 0001 : 0004)) != 0;
      } catch (IOException | UnsupportedOperationException e) {
        return true;
      }
    }

    private String command(String words) {
      return "java -jar " + jar + " " + words;
    }

    private void add(Cause cause, String what, String... help) {
      found.add(new Finding(cause, what, List.of(help)));
    }
  }
}
