package io.sonde.profiler;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engines, best first, and the choice of one for a session. */
final class EngineChoice {

  private final List<Engine> engines;

  EngineChoice(List<Engine> engines) {
    this.engines = List.copyOf(engines);
  }

  /** async-profiler, the flight recorder if the runtime image has it, thread dumps. */
  static EngineChoice usual(ProfilerOptions options) {
    List<Engine> engines = new ArrayList<>();
    engines.add(new AsyncProfilerEngine(options));
    try {
      engines.add(new JfrEngine(options));
    } catch (LinkageError e) {
      engines.add(
          new MissingEngine(
              EngineStatus.unavailable(
                  "JDK Flight Recorder", "the module jdk.jfr is not in this runtime image")));
    }
    engines.add(new ThreadSamplingEngine(options));
    return new EngineChoice(engines);
  }

  /** The choice without its last resort, for sessions that never end. */
  EngineChoice withoutThreadDumps() {
    return new EngineChoice(
        engines.stream().filter(engine -> !(engine instanceof ThreadSamplingEngine)).toList());
  }

  /**
   * A session that runs.
   *
   * @param engine who samples
   * @param passedOver better engines that do not, and why
   */
  record Running(Engine engine, List<EngineStatus> passedOver) {

    Recording read(Engine.Stopped stopped, StackBuilder builder) throws ProfilerException {
      Recording recording = stopped.read(builder);
      recording.sampling().replaceAll((event, sampling) -> sampling.withPassedOver(passedOver));
      return recording;
    }
  }

  /**
   * Starts a session with the first engine that can.
   *
   * @throws ProfilerUnavailableException if none can, with the reason of each
   */
  Running start(SamplingPlan plan, int seconds) throws ProfilerUnavailableException {
    List<EngineStatus> passedOver = new ArrayList<>();
    for (Engine engine : engines) {
      EngineStatus refusal = tryToStart(engine, plan, seconds);
      if (refusal == null) {
        return new Running(engine, List.copyOf(passedOver));
      }
      passedOver.add(refusal);
    }
    StringBuilder reasons = new StringBuilder();
    for (EngineStatus status : passedOver) {
      reasons.append(reasons.length() == 0 ? "" : "; ").append(status.engine()).append(": ");
      reasons.append(status.reason());
    }
    throw new ProfilerUnavailableException(reasons.toString());
  }

  private static @Nullable EngineStatus tryToStart(Engine engine, SamplingPlan plan, int seconds) {
    String name = engine.status().engine();
    for (Event event : plan.intervals().keySet()) {
      String refusal = engine.refusal(event);
      if (refusal != null) {
        return EngineStatus.unavailable(name, refusal);
      }
    }
    EngineStatus prepared = engine.prepare();
    if (prepared.state() != EngineStatus.State.READY) {
      return prepared;
    }
    try {
      engine.start(plan, seconds);
      return null;
    } catch (ProfilerUnavailableException e) {
      return EngineStatus.unavailable(name, e.reason());
    } catch (ProfilerException e) {
      return EngineStatus.unavailable(name, String.valueOf(e.getMessage()));
    }
  }

  /** The state of each engine, best first. */
  List<EngineStatus> statuses() {
    List<EngineStatus> statuses = new ArrayList<>();
    for (Engine engine : engines) {
      statuses.add(engine.status());
    }
    return List.copyOf(statuses);
  }

  /** Stands for an engine whose classes are missing. */
  private record MissingEngine(EngineStatus status) implements Engine {

    @Override
    public String refusal(Event event) {
      return status.reason();
    }

    @Override
    public EngineStatus prepare() {
      return status;
    }

    @Override
    public void start(SamplingPlan plan, int seconds) throws ProfilerException {
      throw new ProfilerUnavailableException(status.reason());
    }

    @Override
    public Stopped stop() throws ProfilerException {
      throw new ProfilerUnavailableException(status.reason());
    }
  }
}
