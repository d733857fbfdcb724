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

  private AgentStart() {}

  /**
   * Starts the agent; returns at once.
   *
   * @param arguments agent arguments, or null
   * @param instrumentation the JVM's
   * @param mode {@code premain} or {@code attach}
   */
  public static void begin(@Nullable String arguments, Instrumentation instrumentation, String mode)
      throws Exception {
    long startNanos = System.nanoTime();
    HookDefinition.define(instrumentation);
    if (SondeHook.shape() != Claim.HOOK_SHAPE) {
      throw new IllegalStateException(
          "another version of Sonde was in this JVM before; restart it to use this one");
    }
    Settings settings = Settings.read(arguments, System.getenv(), System.getProperties());
    if (!settings.flag(Options.ENABLED)) {
      return;
    }
    Claim claim = new Claim(mode);
    if (!SondeHook.OWNER.compareAndSet(null, claim)) {
      System.err.println("[sonde] is already active in this JVM; this second start does nothing");
      return;
    }
    List<Technology> technologies = Instrumentations.enabled(settings.list(Options.DISABLE));
    GlanceTransformer transformer =
        new GlanceTransformer(technologies, settings.number(Options.WEAVE_WAIT));
    instrumentation.addTransformer(transformer, true);
    Sonde sonde = new Sonde(settings, instrumentation, technologies, transformer, startNanos);
    new OwnThread("start", sonde).start();
  }

  /**
   * What the active agent leaves in {@link SondeHook#OWNER}; its text is what another start reads.
   */
  private static final class Claim {

    static final int HOOK_SHAPE = 1;

    private final String mode;

    Claim(String mode) {
      this.mode = mode;
    }

    @Override
    public String toString() {
      return "sonde " + mode;
    }
  }
}
