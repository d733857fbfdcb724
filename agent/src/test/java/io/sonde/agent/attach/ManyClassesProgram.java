package io.sonde.agent.attach;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * {@link BusyProgram} in a JVM with many loaded classes, whose safepoints the JVM's own flight
 * recorder watches. A line on stdin makes it print that line and what happened since the last one:
 * the longest stop in microseconds, what for, the longest stop for rewriting classes, and how many
 * stops there were.
 */
final class ManyClassesProgram {

  private ManyClassesProgram() {}

  /** Arguments: how many plain classes, how many that are to be rewritten. */
  public static void main(String[] arguments) throws Exception {
    Parts parts = new Parts();
    for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
      Class<?> type = parts.load(PlainPart.class, i);
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      ((Runnable) constructor.newInstance()).run();
    }
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      Class.forName(parts.load(WovenPart.class, i).getName(), true, parts);
    }
    BusyProgram.startLoad();
    Recording recording = record();
    System.out.println("running");
    Scanner in = new Scanner(System.in, StandardCharsets.UTF_8);
    while (in.hasNextLine()) {
      String what = in.nextLine();
      recording.stop();
      String stops = describe(recording);
      recording.close();
      recording = record();
      System.out.println(what + " " + stops);
    }
  }

  private static Recording record() {
    Recording recording = new Recording();
    recording.enable("jdk.SafepointBegin").withThreshold(Duration.ZERO).withoutStackTrace();
    recording.enable("jdk.SafepointEnd").withThreshold(Duration.ZERO).withoutStackTrace();
    recording.enable("jdk.ExecuteVMOperation").withThreshold(Duration.ZERO).withoutStackTrace();
    recording.start();
    return recording;
  }

  /**
   * A stop lasts from the beginning of the event that begins it to the end of the one that ends it.
   */
  private static String describe(Recording recording) throws IOException {
    Path file = Files.createTempFile("stops", ".jfr");
    Map<Long, Instant> begins = new HashMap<>();
    Map<Long, Duration> stops = new HashMap<>();
    Map<Long, String> names = new HashMap<>();
    try {
      recording.dump(file);
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        long id = event.getLong("safepointId");
        switch (event.getEventType().getName()) {
          case "jdk.SafepointBegin" -> begins.put(id, event.getStartTime());
          case "jdk.SafepointEnd" -> {
            Instant begin = begins.get(id);
            if (begin != null) {
              stops.put(id, Duration.between(begin, event.getEndTime()));
            }
          }
          default -> {
            if (event.getBoolean("safepoint")) {
              names.put(id, event.getString("operation"));
            }
          }
        }
      }
    } finally {
      Files.delete(file);
    }
    long longest = 0;
    long longestRewriting = 0;
    String name = "none";
    for (Map.Entry<Long, Duration> stop : stops.entrySet()) {
      long micros = stop.getValue().toNanos() / 1_000;
      String operation = names.getOrDefault(stop.getKey(), "unknown");
      if (micros > longest) {
        longest = micros;
        name = operation;
      }
      if (operation.equals("RedefineClasses")) {
        longestRewriting = Math.max(longestRewriting, micros);
      }
    }
    return longest + " " + name + " " + longestRewriting + " " + stops.size();
  }

  /** Loads copies of a class under names of the same length. */
  private static final class Parts extends ClassLoader {

    Parts() {
      super(ManyClassesProgram.class.getClassLoader());
    }

    Class<?> load(Class<?> pattern, int number) throws IOException {
      String internal = pattern.getName().replace('.', '/');
      byte[] bytes;
      try (@Nullable InputStream in =
          pattern.getResourceAsStream(pattern.getSimpleName() + ".class")) {
        if (in == null) {
          throw new IOException("no class file of " + pattern);
        }
        bytes = in.readAllBytes();
      }
      // "agent/attach" gives way to the number: the constant pool's lengths stay right
      String copied =
          internal.replace("agent/attach", String.format(Locale.ROOT, "a%011d", number));
      String text = new String(bytes, StandardCharsets.ISO_8859_1).replace(internal, copied);
      byte[] copy = text.getBytes(StandardCharsets.ISO_8859_1);
      return defineClass(copied.replace('/', '.'), copy, 0, copy.length);
    }
  }
}
