package io.sonde.testapp.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * {@code bench startup}: what an agent adds to the start of an application.
 *
 * <p>Wall-clock time runs from the start of the process to the first ten answers of the shop, or to
 * the end of the generated application's loading. CPU runs on for a settling time, so that what an
 * agent does later on threads of its own counts too. Every round starts each variant once, in an
 * order drawn by lot; differences are taken within a round.
 */
final class StartupCommand {

  private static final int SHOP_REQUESTS = 10;

  private static final List<String> PHASES =
      List.of("premain", "probes", "weaver", "loaded_classes", "endpoint");

  /** Any agent adds this module, and a cache that was made without it is not used then. */
  private static final String AGENTS_MODULE = "--add-modules=java.instrument";

  private final List<Variant> variants;
  private final int rounds;
  private final long settleMillis;
  private final String archive;
  private final Random random = new Random(1);

  /** Of each start with Sonde: classes left alone, and microseconds for one of them. */
  private final Sample rejected = new Sample();

  private final Sample rejectMicros = new Sample();

  /** When each phase of Sonde's start was done, in seconds after its entry; its own gauge. */
  private final Map<String, Sample> phases = new LinkedHashMap<>();

  private StartupCommand(List<Variant> variants, int rounds, long settleMillis, String archive) {
    this.variants = variants;
    this.rounds = rounds;
    this.settleMillis = settleMillis;
    this.archive = archive;
  }

  static void run(Options options) throws IOException, InterruptedException {
    List<Variant> variants = Variant.parse(options.text("variants", "none,sonde,otel,jmx"));
    StartupCommand command =
        new StartupCommand(
            variants,
            options.number("rounds", 3),
            options.number("settle-millis", 7_000),
            options.text("archive", "none"));
    int classes = options.number("classes", 15_000);
    String applications = options.text("applications", "shop,generated");
    options.complete();
    if (!List.of("none", "cds", "aot").contains(command.archive)) {
      throw new UsageException("--archive: none, cds (AppCDS) or aot (from JDK 25 on)");
    }
    for (String application : applications.split(",", -1)) {
      command.measure(
          application.equals("shop") ? new Shop() : new Generated(new BigApplication(classes)));
    }
  }

  private void measure(Application application) throws IOException, InterruptedException {
    List<String> flags = new ArrayList<>();
    if (!archive.equals("none")) {
      flags.addAll(archived(application));
    }
    Map<Variant, Sample> wall = samples();
    Map<Variant, Sample> cpu = samples();
    for (int round = -1; round < rounds; round++) {
      List<Variant> order = new ArrayList<>(variants);
      Collections.shuffle(order, random);
      for (Variant variant : order) {
        double[] times = once(application, variant, flags, round >= 0);
        if (round >= 0) {
          // the round before the first fills the page cache
          at(wall, variant).add(times[0]);
          at(cpu, variant).add(times[1]);
        }
      }
    }
    print(application.title(), wall, cpu);
    if (rejected.size() > 0) {
      System.out.println(
          "Sonde left alone "
              + rejected.text("%.0f")
              + " classes, in "
              + rejectMicros.text("%.2f")
              + " µs each (its own counters)");
      StringBuilder line = new StringBuilder("Sonde's start, seconds after its entry:");
      phases.forEach(
          (phase, seconds) ->
              line.append(' ').append(phase).append(' ').append(seconds.text("%.2f")).append(';'));
      System.out.println(line);
      rejected.clear();
      rejectMicros.clear();
      phases.clear();
    }
    if (!archive.equals("none")) {
      for (Variant variant : variants) {
        System.out.println(variant.title + ": " + shared(application, variant, flags));
      }
    }
  }

  private Map<Variant, Sample> samples() {
    Map<Variant, Sample> samples = new EnumMap<>(Variant.class);
    variants.forEach(variant -> samples.put(variant, new Sample()));
    return samples;
  }

  private static Sample at(Map<Variant, Sample> samples, Variant variant) {
    return samples.computeIfAbsent(variant, ignored -> new Sample());
  }

  private double[] once(
      Application application, Variant variant, List<String> flags, boolean isMeasured)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(variant.flags());
    all.addAll(flags);
    try (TargetJvm jvm = application.start(all)) {
      double wallSeconds = jvm.elapsedSeconds();
      if (isMeasured) {
        Thread.sleep(settleMillis);
      }
      double[] times = {wallSeconds, jvm.cpuSeconds()};
      if (isMeasured && variant == Variant.SONDE) {
        readRejected(jvm);
      }
      return times;
    }
  }

  /** The agent's own counts of classes that it looked at and left alone. */
  private void readRejected(TargetJvm jvm) throws IOException, InterruptedException {
    double classes = jvm.sondeValue("sonde_rejected_classes_total");
    rejected.add(classes);
    rejectMicros.add(jvm.sondeValue("sonde_reject_seconds_total") * 1e6 / classes);
    for (String phase : PHASES) {
      phases
          .computeIfAbsent(phase, first -> new Sample())
          .add(jvm.sondeValue("sonde_startup_seconds{phase=\"" + phase + "\",}"));
    }
  }

  private void print(String title, Map<Variant, Sample> wall, Map<Variant, Sample> cpu) {
    System.out.println("\n" + title + ", archive " + archive + ", " + rounds + " rounds");
    Table table =
        new Table("agent", "wall s", "added wall s", "CPU s", "added CPU s", "of OpenTelemetry's");
    Sample bareWall = at(wall, Variant.NONE);
    Sample bareCpu = at(cpu, Variant.NONE);
    Sample most = at(cpu, Variant.OPENTELEMETRY).minus(bareCpu);
    Sample longest = at(wall, Variant.OPENTELEMETRY).minus(bareWall);
    for (Variant variant : variants) {
      Sample addedWall = at(wall, variant).minus(bareWall);
      Sample addedCpu = at(cpu, variant).minus(bareCpu);
      boolean bare = variant == Variant.NONE || addedWall.size() == 0;
      boolean comparable = !bare && most.size() > 0;
      table.row(
          variant.title,
          at(wall, variant).text("%.2f"),
          bare ? "" : addedWall.text("%.2f"),
          at(cpu, variant).text("%.2f"),
          bare ? "" : addedCpu.text("%.2f"),
          comparable
              ? String.format(
                  "wall %.3f, CPU %.3f",
                  addedWall.median() / longest.median(), addedCpu.median() / most.median())
              : "");
    }
    table.print();
  }

  /** Makes an archive of a run without an agent; the flags to run with it. */
  private List<String> archived(Application application) throws IOException, InterruptedException {
    boolean aot = archive.equals("aot");
    Path file =
        Places.WORK.resolve(application.title().replace(' ', '-') + (aot ? ".aot" : ".jsa"));
    Files.deleteIfExists(file);
    String making = aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";
    List<String> flags = new ArrayList<>(List.of(making + file, "-Xlog:disable"));
    if (aot) {
      flags.add(AGENTS_MODULE);
    }
    TargetJvm jvm = application.start(flags);
    Thread.sleep(settleMillis);
    jvm.close();
    if (!Files.exists(file)) {
      throw new IOException(file + " was not made");
    }
    return aot
        ? List.of("-XX:AOTCache=" + file, AGENTS_MODULE)
        : List.of("-XX:SharedArchiveFile=" + file);
  }

  /** How many classes come from the archive, and what the JVM warns of. */
  private static String shared(Application application, Variant variant, List<String> flags)
      throws IOException {
    Path log = Files.createTempFile(Places.WORK, "classes", ".log");
    List<String> all = new ArrayList<>(variant.flags());
    all.addAll(flags);
    all.add("-Xlog:class+load:file=" + log);
    long warnings;
    try (TargetJvm jvm = application.start(all)) {
      warnings =
          Stream.of(jvm.errors(), jvm.said())
              .flatMap(String::lines)
              .filter(line -> line.contains("[warning]") || line.contains("WARNING"))
              .count();
    }
    long archived;
    try (Stream<String> lines = Files.lines(log)) {
      archived = lines.filter(line -> line.contains("shared objects file")).count();
    }
    Files.delete(log);
    return archived + " classes from the archive, " + warnings + " warnings of the JVM";
  }

  /** What is started. */
  private interface Application {

    String title();

    /** Starts it and returns when it is there. */
    TargetJvm start(List<String> flags) throws IOException;
  }

  private static final class Shop implements Application {

    @Override
    public String title() {
      return "shop";
    }

    @Override
    public TargetJvm start(List<String> flags) throws IOException {
      TargetJvm jvm = TargetJvm.shop(flags);
      String url = jvm.await("shop ready ").split(" ", -1)[0];
      try (ShopClient client = new ShopClient(url, 1)) {
        client.send(SHOP_REQUESTS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return jvm;
    }
  }

  private static final class Generated implements Application {

    private final BigApplication application;

    Generated(BigApplication application) {
      this.application = application;
    }

    @Override
    public String title() {
      return "generated application";
    }

    @Override
    public TargetJvm start(List<String> flags) throws IOException {
      String classPath =
          application.write()
              + File.pathSeparator
              + Places.BENCH
              + File.pathSeparator
              + servletApi();
      List<String> arguments = new ArrayList<>(flags);
      arguments.addAll(
          List.of(
              "-cp", classPath, BigApplicationMain.class.getName(), BigApplication.rootClass()));
      TargetJvm jvm = TargetJvm.start(arguments);
      application.check(jvm.await("application ready "));
      return jvm;
    }

    private static Path servletApi() throws IOException {
      File[] found =
          Places.WORK
              .resolve("lib")
              .toFile()
              .listFiles(f -> f.getName().startsWith("tomcat-embed-core"));
      if (found == null || found.length == 0) {
        throw new IOException("the servlet API is not in " + Places.WORK.resolve("lib"));
      }
      return Arrays.stream(found).findFirst().orElseThrow().toPath();
    }
  }
}
