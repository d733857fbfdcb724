package io.sonde.agent.start;

import io.sonde.agent.weaving.OwnThread;
import java.lang.instrument.Instrumentation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the active agent leaves in the hook: the proof that it is the only one, and the way in for
 * commands of later attaches, in types of the JDK because these come from another class loader.
 *
 * <p>{@code sonde} is written once, before the claim's agent starts, and read by attach threads.
 */
final class Claim implements Consumer<String> {

  static final String DETACH = "detach";
  static final String STATUS = "status";
  static final String AGAIN = "again";

  private final Instrumentation instrumentation;
  volatile @Nullable Sonde sonde;

  Claim(Instrumentation instrumentation) {
    this.instrumentation = instrumentation;
  }

  /** The JVM's instrumentation that this agent works with. */
  Instrumentation instrumentation() {
    return instrumentation;
  }

  /**
   * Does what a command says, on a thread of its own.
   *
   * @param command a word, a blank, the path of the file for the reply (may be empty); a second
   *     attach adds a line with its version and one with its arguments
   */
  @Override
  public void accept(String command) {
    String[] lines = command.split("\n", 3);
    int blank = lines[0].indexOf(' ');
    String word = blank < 0 ? lines[0] : lines[0].substring(0, blank);
    Reply reply = new Reply(blank < 0 ? "" : lines[0].substring(blank + 1));
    Sonde current = sonde;
    if (current == null) {
      reply.end("starting", "Sonde is starting or stopping, try again");
      return;
    }
    switch (word) {
      case DETACH -> new OwnThread("detach", () -> current.detach(reply)).start();
      case AGAIN -> {
        boolean isSame = lines.length > 2 && lines[1].equals(Version.current());
        // who does not wait for an answer would not hear what has not changed
        boolean mayChange = isSame && reply.isAwaited();
        String arguments = mayChange ? lines[2] : "";
        if (!reply.isAwaited()) {
          current.note("a second start was left alone");
        }
        new OwnThread("status", () -> current.again(arguments, reply)).start();
      }
      case STATUS -> new OwnThread("status", () -> current.describe(reply)).start();
      default -> reply.end("error", "unknown command " + word);
    }
  }
}
