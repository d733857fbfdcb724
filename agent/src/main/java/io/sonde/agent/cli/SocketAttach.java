package io.sonde.agent.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;

/**
 * HotSpot's attach protocol, version 1, spoken by ourselves on Linux: {@code .java_pid<pid>} in the
 * target's {@code /tmp} is a socket; if it is not there, a file {@code .attach_pid<pid>} and
 * SIGQUIT make the JVM open it. See HotSpot's {@code attachListener_posix.cpp}.
 *
 * <p>All paths go through {@code /proc/PID/root}, so that the target may be in another container.
 */
final class SocketAttach implements AgentLoader {

  private static final int SIGQUIT = 3;
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int LONGEST_PAUSE_MILLIS = 200;

  private final Duration patience;

  /** With a bound of the wait for the socket. */
  SocketAttach(Duration patience) {
    this.patience = patience;
  }

  /** The socket as it is reached from here. */
  static Path socket(JvmProcess process) {
    return temporary(process).resolve(".java_pid" + process.pidInside());
  }

  private static Path temporary(JvmProcess process) {
    Path inside = Path.of("/tmp");
    return Files.isReadable(process.files().root()) ? process.files().outside(inside) : inside;
  }

  @Override
  public void load(JvmProcess process, String jar, String arguments) throws IOException {
    String answer = ask(process, "load", "instrument", "false", jar + "=" + arguments);
    // "0", then what the agent's library returned, in words since 9
    String[] lines = answer.split("\n", 2);
    String rest = lines.length > 1 ? lines[1].strip() : "";
    if (!lines[0].equals("0") || !(rest.isEmpty() || rest.matches("(return code: )?0"))) {
      throw new IOException(rest.isEmpty() ? "the JVM answered " + lines[0] : rest);
    }
  }

  /** Attaches and changes nothing: asks for the system properties and drops them. */
  void greet(JvmProcess process) throws IOException {
    String answer = ask(process, "properties", "", "", "");
    if (!answer.startsWith("0\n")) {
      throw new IOException("the JVM answered " + answer.split("\n", 2)[0]);
    }
  }

  private String ask(JvmProcess process, String... words) throws IOException {
    Path socket = socket(process);
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      awaken(process, socket);
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.write("1\0".getBytes(StandardCharsets.UTF_8));
    for (String word : words) {
      request.write((word + "\0").getBytes(StandardCharsets.UTF_8));
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer out = ByteBuffer.wrap(request.toByteArray());
      while (out.hasRemaining()) {
        channel.write(out);
      }
      return read(channel);
    }
  }

  private static String read(SocketChannel channel) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    ByteBuffer part = ByteBuffer.allocate(4096);
    while (channel.read(part) >= 0 && answer.size() < MAX_ANSWER_BYTES) {
      answer.write(part.array(), 0, part.position());
      part.clear();
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  private void awaken(JvmProcess process, Path socket) throws IOException {
    if (!process.files().catches(SIGQUIT)) {
      // without a handler the signal would end the process
      throw new IOException("the process does not handle SIGQUIT");
    }
    Path trigger = temporary(process).resolve(".attach_pid" + process.pidInside());
    boolean isOurs = !Files.exists(trigger, LinkOption.NOFOLLOW_LINKS);
    if (isOurs) {
      Files.createFile(trigger);
    }
    try {
      quit(process.pid());
      long deadline = System.nanoTime() + patience.toNanos();
      int pauseMillis = 5;
      while (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "the JVM did not open " + socket + " within " + patience.toSeconds() + " s");
        }
        Thread.sleep(pauseMillis);
        pauseMillis = Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      if (isOurs) {
        Files.deleteIfExists(trigger);
      }
    }
  }

  /** The shell's own {@code kill}: Java has none that sends this signal. */
  private static void quit(long pid) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("/bin/sh", "-c", "kill -QUIT " + pid)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (kill.waitFor() != 0) {
      throw new IOException("SIGQUIT cannot be sent to " + pid);
    }
  }
}
