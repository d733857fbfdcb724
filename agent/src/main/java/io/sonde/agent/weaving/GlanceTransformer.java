package io.sonde.agent.weaving;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.Technology;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every class that loads and has the few that matter woven.
 *
 * <p>Installed before {@code main}, when no weaver exists yet: until {@link #letThrough}, a
 * candidate waits for it, without a lock of ours and bounded; past the bound it loads as it is and
 * is rewritten later.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code warm}, {@code weaver}</td><td>volatile</td><td>volatile, once</td><td>none</td></tr>
 * <tr><td>{@code wovenNames}, {@code lateNames}</td><td colspan=2>concurrent collections</td><td>none</td></tr>
 * <tr><td>{@code closed}</td><td>volatile</td><td>volatile, once</td><td>none</td></tr>
 * </table>
 */
public final class GlanceTransformer implements ClassFileTransformer {

  private static final int MAX_NAMES = 20_000;

  private final WeavingPlan plan;
  private final WeavingCounts counts = new WeavingCounts();
  private final long waitsEndNanos;
  private final ClassLoader ownLoader;
  private final CountDownLatch readiness = new CountDownLatch(1);
  private final Set<String> wovenNames = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<String> lateNames = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Weaver warm;
  private volatile @Nullable Weaver weaver;
  private volatile boolean closed;

  /**
   * Makes the transformer.
   *
   * @param technologies what to weave
   * @param waitMillis how long from now on candidates may wait for the weaver, all together
   */
  public GlanceTransformer(Collection<Technology> technologies, long waitMillis) {
    this.plan = new WeavingPlan(technologies);
    this.waitsEndNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
    this.ownLoader = GlanceTransformer.class.getClassLoader();
  }

  /** What was examined and woven so far. */
  public WeavingCounts counts() {
    return counts;
  }

  /** How many classes are woven; by name, so that one in two loaders counts once. */
  public int wovenClasses() {
    return wovenNames.size();
  }

  /** Names of woven classes (internal form); bounded. */
  Set<String> wovenNames() {
    return wovenNames;
  }

  /** Takes the names of classes that loaded before the weaver was ready and did not wait. */
  @Nullable String pollLateName() {
    return lateNames.poll();
  }

  /** Why classes could not be woven, the first of them. */
  public Collection<String> failures() {
    return failures;
  }

  WeavingPlan plan() {
    return plan;
  }

  /**
   * Builds the weaver, which reads all advice, and has it weave a class for practice: some hundred
   * milliseconds of a core, most of it loading classes. Candidates still wait.
   */
  public void warmUp() {
    Weaver fresh = new Weaver(ownLoader);
    fresh.practise(plan);
    warm = fresh;
  }

  /** Lets candidates through; the probes are in place. */
  public void letThrough() {
    weaver = warm;
    readiness.countDown();
  }

  /** Stops weaving: from now on every class is returned as it is. */
  public void close() {
    closed = true;
    readiness.countDown();
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (closed || name == null || loader == ownLoader) {
      return null;
    }
    boolean isJdk = loader == null || NameFilter.isJdk(name);
    if (isJdk ? plan.named(name) == null : NameFilter.isForeign(name)) {
      return null;
    }
    long start = System.nanoTime();
    byte[] woven = null;
    try {
      List<ClassGlance.Match> matches = ClassGlance.at(plan, name, bytes);
      if (matches == null) {
        counts.rejected(System.nanoTime() - start);
        return null;
      }
      woven = weave(name, bytes, matches, redefined != null);
    } catch (Throwable t) {
      fail(name, t);
    }
    counts.taken(System.nanoTime() - start);
    return woven;
  }

  private byte @Nullable [] weave(
      String name, byte[] bytes, List<ClassGlance.Match> matches, boolean isRetransformation) {
    Weaver current = weaver;
    if (current == null && !isRetransformation && !(Thread.currentThread() instanceof OwnThread)) {
      awaitReadiness();
      current = weaver;
    }
    if (current == null) {
      counts.late();
      lateNames.add(name);
      return null;
    }
    List<MethodRule> rules = new ArrayList<>();
    for (ClassGlance.Match match : matches) {
      if (!rules.contains(match.method)) {
        rules.add(match.method);
      }
    }
    byte[] woven = current.weave(name.replace('/', '.'), bytes, rules);
    if (wovenNames.size() < MAX_NAMES && wovenNames.add(name)) {
      count(matches);
    }
    return woven;
  }

  private void count(List<ClassGlance.Match> matches) {
    List<Technology> counted = new ArrayList<>();
    for (ClassGlance.Match match : matches) {
      if (!counted.contains(match.entry.technology)) {
        counted.add(match.entry.technology);
        counts.ofTechnology(match.entry.technology.name()).increment();
      }
    }
  }

  /** Waits for the weaver; an interrupt neither ends the wait nor gets lost. */
  private void awaitReadiness() {
    boolean interrupted = false;
    while (true) {
      try {
        boolean ignored =
            readiness.await(Math.max(0, waitsEndNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void fail(String name, Throwable error) {
    counts.failed();
    if (failures.size() < 100) {
      failures.add(name + ": " + error);
    }
  }
}
