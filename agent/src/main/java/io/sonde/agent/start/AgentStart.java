package io.sonde.agent.start;

import io.sonde.agent.config.Options;
import io.sonde.agent.config.Settings;
import io.sonde.agent.instrumentation.Instrumentations;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.weaving.GlanceTransformer;
import io.sonde.agent.weaving.OwnThread;
import io.sonde.bootstrap.SondeHook;
import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The little that happens before {@code main}: define the hook, claim it, install the glance at
 * loading classes, hand all the rest to a daemon thread.
 *
 * <p>Everything here and below runs on the host's main thread and must not cause class loading or
 * initialisation beyond what is needed: no lambda, no stream, no logging, no file system of {@code
 * java.nio.file}, no security provider.
 */
public final class AgentStart {

  private static final int HOOK_SHAPE = 4;

  private AgentStart() {}

  /**
   * Starts the agent, or passes a command on to the one that is active; returns at once.
   *
   * @param arguments agent arguments, or null
   * @param instrumentation the JVM's
   */
  public static void begin(@Nullable String arguments, Instrumentation instrumentation)
      throws Exception {
    long startNanos = System.nanoTime();
    HookDefinition.define(instrumentation);
    if (SondeHook.shape() != HOOK_SHAPE) {
      throw new IllegalStateException(
          "another version of Sonde was in this JVM before; restart it to use this one");
    }
    Settings settings = Settings.read(arguments, System.getenv(), System.getProperties());
    Reply reply = new Reply(settings.text(Options.REPLY));
    if (!settings.flag(Options.ENABLED)) {
      reply.end("off", "switched off by option enabled");
      return;
    }
    Claim claim = new Claim(instrumentation);
    Object owner = SondeHook.OWNER.compareAndExchange(null, claim);
    if (owner != null) {
      passOn(owner, settings, arguments == null ? "" : arguments);
    } else if (settings.text(Options.COMMAND).equals(Claim.DETACH)) {
      SondeHook.OWNER.set(null);
      reply.end("absent", "Sonde is not active in this JVM");
    } else {
      start(settings, instrumentation, claim, reply, new StartTimes(startNanos));
    }
  }

  private static void start(
      Settings settings,
      Instrumentation instrumentation,
      Claim claim,
      Reply reply,
      StartTimes times) {
    List<String> disabled = settings.list(Options.DISABLE);
    List<Technology> technologies = Instrumentations.enabled(disabled);
    GlanceTransformer transformer =
        new GlanceTransformer(technologies, settings.number(Options.WEAVE_WAIT));
    instrumentation.addTransformer(transformer, true);
    Sonde sonde =
        new Sonde(settings, instrumentation, technologies, transformer, claim, reply, times);
    noteUnknown(disabled, sonde);
    claim.sonde = sonde;
    if (!reply.isAwaited()) {
      IoClasses.beforeMain();
    }
    new OwnThread("start", sonde).start();
    times.mark("premain");
  }

  /** A name that is misspelt would leave what it means switched on without a word. */
  private static void noteUnknown(List<String> disabled, Sonde sonde) {
    if (!disabled.isEmpty()) {
      Set<String> names = Instrumentations.names();
      for (String name : disabled) {
        if (!names.contains(name)) {
          sonde.note("option disable: " + Settings.unknown(name, names));
        }
      }
    }
  }

  /**
   * Tells the active agent, which may be of another version and is known as a JDK type only. It
   * says in its own start line that there was a second start: two lines would be one too many.
   */
  @SuppressWarnings("unchecked") // every version's claim consumes texts
  private static void passOn(Object owner, Settings settings, String arguments) {
    String command = settings.text(Options.COMMAND);
    ((Consumer<String>) owner)
        .accept(
            (command.isEmpty() ? Claim.AGAIN : command)
                + " "
                + settings.text(Options.REPLY)
                + "\n"
                + Version.current()
                + "\n"
                + arguments);
  }
}
