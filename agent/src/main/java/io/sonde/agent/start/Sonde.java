package io.sonde.agent.start;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.config.Options;
import io.sonde.agent.config.Settings;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.weaving.GlanceTransformer;
import io.sonde.agent.weaving.LoadedClasses;
import io.sonde.agent.weaving.OwnThread;
import io.sonde.bootstrap.SondeHook;
import java.lang.instrument.Instrumentation;
import java.util.List;

/** The composition root: everything that runs is made here, in this order, by hand. */
final class Sonde implements Runnable {

  private final Settings settings;
  private final Instrumentation instrumentation;
  private final List<Technology> technologies;
  private final GlanceTransformer transformer;
  private final long startNanos;

  Sonde(
      Settings settings,
      Instrumentation instrumentation,
      List<Technology> technologies,
      GlanceTransformer transformer,
      long startNanos) {
    this.settings = settings;
    this.instrumentation = instrumentation;
    this.technologies = technologies;
    this.transformer = transformer;
    this.startNanos = startNanos;
  }

  @Override
  public void run() {
    long t0 = System.nanoTime();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ProbeContext context = new ProbeContext(registry, settings.durations(Options.CALL_BOUNDS), settings.durations(Options.WAIT_BOUNDS), new double[] {1});
    for (Technology t : technologies) {
      t.install(context);
    }
    if (settings.flag(Options.DEBUG)) SondeHook.listen((e, p) -> e.printStackTrace());
    long t1 = System.nanoTime();
    transformer.warmUp();
    long t2 = System.nanoTime();
    int n = new LoadedClasses(instrumentation, transformer).weave();
    long t3 = System.nanoTime();
    System.err.println("start->run " + (t0 - startNanos) / 1000 + " registry " + (t1 - t0) / 1000 + " warm " + (t2 - t1) / 1000 + " retransform " + (t3 - t2) / 1000 + " n=" + n + " " + transformer.failures());
    Maintenance m = new Maintenance(context);
    SelfMeters.bind(registry, context, technologies, transformer.counts(), m);
    m.start();
    Runtime.getRuntime().addShutdownHook(new OwnThread("end", () -> {
      for (var meter : registry.getMeters()) System.err.println(meter.getId() + " " + java.util.stream.StreamSupport.stream(meter.measure().spliterator(), false).map(Object::toString).toList());
      System.err.println(transformer.failures());
    }));
  }
}
