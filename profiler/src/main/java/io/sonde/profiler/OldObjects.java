package io.sonde.profiler;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Old-object samples of the flight recorder: objects that were allocated while it ran and are alive
 * at its end, each with the references that keep it.
 *
 * <p>Ending it stops all threads while the heap is searched, for at most {@value #CUTOFF}. The
 * module {@code jdk.jfr} must be there.
 */
final class OldObjects implements AutoCloseable {

  private static final String EVENT = "jdk.OldObjectSample";
  private static final String CUTOFF = "1 s";
  private static final int DEAD_MAN_SECONDS = 10;
  private static final int MAX_STEPS = 30;
  private static final int MAX_PATHS = 50;

  private final Recording recording = new Recording();
  private final Instant started = Instant.now();

  private OldObjects() {}

  /**
   * Begins to sample.
   *
   * @throws ProfilerUnavailableException if there is no flight recorder
   */
  static OldObjects start(int seconds) throws ProfilerException {
    try {
      if (!FlightRecorder.isAvailable()) {
        throw new ProfilerUnavailableException("this JVM has no flight recorder");
      }
      OldObjects starting = new OldObjects();
      starting.recording.setName("sonde-leaks");
      starting.recording.setToDisk(true);
      starting.recording.setDuration(Duration.ofSeconds(seconds + DEAD_MAN_SECONDS));
      starting.recording.enable(EVENT).withStackTrace().with("cutoff", CUTOFF);
      starting.recording.start();
      return starting;
    } catch (LinkageError e) {
      throw new ProfilerUnavailableException("the module jdk.jfr is not in this runtime image");
    } catch (RuntimeException e) {
      throw new ProfilerFailedException("the flight recorder refused: " + e, e);
    }
  }

  /**
   * Ends it.
   *
   * @return the samples, those with the same class and path as one; those first of which most were
   *     born in the earlier half
   */
  List<RootPath> stop(List<String> directories) throws ProfilerException {
    try (PrivateDirectory directory = PrivateDirectory.inAny(directories)) {
      Path file = directory.newFile("leaks-", ".jfr");
      recording.stop();
      recording.dump(file);
      return read(file);
    } catch (IOException | RuntimeException e) {
      throw new ProfilerFailedException("the old objects could not be read: " + e, e);
    }
  }

  private List<RootPath> read(Path file) throws IOException {
    record Key(String type, String path, String root) {}
    Map<Key, int[]> counts = new HashMap<>();
    Instant middle = started.plus(Duration.between(started, Instant.now()).dividedBy(2));
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        if (event.getEventType().getName().equals(EVENT)) {
          RecordedObject object = event.getValue("object");
          int[] count =
              counts.computeIfAbsent(
                  new Key(typeOf(object), path(object), root(event.getValue("root"))),
                  key -> new int[2]);
          count[0]++;
          count[1] += event.getInstant("allocationTime").isBefore(middle) ? 1 : 0;
        }
      }
    }
    List<RootPath> paths = new ArrayList<>();
    counts.forEach(
        (key, count) -> paths.add(new RootPath(key.type, key.path, key.root, count[0], count[1])));
    paths.sort(
        Comparator.comparingInt(RootPath::olderObjects)
            .thenComparingInt(RootPath::objects)
            .reversed()
            .thenComparing(RootPath::path));
    return List.copyOf(paths.subList(0, Math.min(MAX_PATHS, paths.size())));
  }

  /** The holders, the outermost first: {@code Cache.ENTRIES > HashMap.table > HashMap$Node[] …}. */
  private static String path(@Nullable RecordedObject object) {
    List<String> steps = new ArrayList<>();
    RecordedObject at = object;
    for (int step = 0; at != null && step < MAX_STEPS; step++) {
      RecordedObject reference = at.getValue("referrer");
      if (reference == null) {
        break;
      }
      RecordedObject holder = reference.getValue("object");
      String name = step(reference, holder);
      // A list of nodes is one step, however long.
      if (steps.isEmpty() || !steps.get(steps.size() - 1).equals(name)) {
        steps.add(name);
      }
      int skipped = reference.getInt("skip");
      if (skipped > 0) {
        steps.add("(" + skipped + " more)");
      }
      at = holder;
    }
    StringBuilder path = new StringBuilder();
    for (int i = steps.size() - 1; i >= 0; i--) {
      path.append(steps.get(i)).append(i > 0 ? " > " : "");
    }
    return path.toString();
  }

  private static String step(RecordedObject reference, @Nullable RecordedObject holder) {
    RecordedObject field = reference.getValue("field");
    if (field == null) {
      return typeOf(holder);
    }
    String name = field.getString("name");
    if (Modifier.isStatic(field.getShort("modifiers")) && holder != null) {
      // The holder of a static field is a Class; its description says which.
      String description = holder.getString("description");
      String of = description == null ? "" : description.replace("Class Name: ", "");
      return "static " + of + "." + name;
    }
    return typeOf(holder) + "." + name;
  }

  private static String typeOf(@Nullable RecordedObject object) {
    if (object == null || object.getClass("type") == null) {
      return "?";
    }
    return ClassNames.readable(object.getClass("type").getName()).replace('/', '.');
  }

  private static String root(@Nullable RecordedObject root) {
    if (root == null) {
      return "";
    }
    String description = root.getString("description");
    String what = root.getString("system") + ", " + root.getString("type");
    return description == null || description.isEmpty() ? what : what + ", " + description;
  }

  @Override
  public void close() {
    recording.close();
  }
}
