package io.sonde.profiler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pushes slices of the continuous mode to a Pyroscope server, on a thread of its own.
 *
 * <p>At most {@value #MAX_SLICES} slices and {@value #MAX_BYTES} bytes wait; then the oldest goes
 * and is counted. An attempt that fails is made again after 1 to 30 s, as long as its slice is not
 * dropped. One that does not end is broken off when the next slice comes.
 *
 * <table>
 *   <caption>Concurrency</caption>
 *   <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 *   <tr><td>{@code queue}, {@code onItsWay}, {@code queuedBytes}, counts, {@code closed}</td><td>any</td><td>any</td>
 *       <td>this</td></tr>
 *   <tr><td>{@code attempt}</td><td>any thread, volatile</td><td>the pushing thread</td><td>none</td>
 *       </tr>
 * </table>
 */
final class ProfilePush implements Runnable {

  static final int MAX_SLICES = 8;
  static final int MAX_BYTES = 16 << 20;

  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 10_000;
  private static final int STALLED_MILLIS = 30_000;
  private static final int MAX_ANSWER_BYTES = 64 << 10;

  private final PushOptions options;
  private final BackOff backOff;
  private final Deque<Slice> queue = new ArrayDeque<>();
  private volatile @Nullable Attempt attempt;
  private @Nullable Slice onItsWay;
  private long queuedBytes;
  private long sent;
  private long failed;
  private long rejected;
  private long dropped;
  private boolean closed;

  ProfilePush(PushOptions options) {
    this(options, new BackOff(1_000, 30_000));
  }

  ProfilePush(PushOptions options, BackOff backOff) {
    this.options = options;
    this.backOff = backOff;
  }

  /**
   * How long to wait after so many failures in a row.
   *
   * @param firstMillis after the first
   * @param maxMillis after many
   */
  record BackOff(long firstMillis, long maxMillis) {

    /** Doubled each time; a fifth of it is left to chance, so that many agents do not keep step. */
    long millis(int failures) {
      long doubled = firstMillis << Math.min(failures - 1, 20);
      long millis = Math.min(maxMillis, doubled);
      return millis - ThreadLocalRandom.current().nextLong(millis / 5 + 1);
    }
  }

  /** Compared by identity. */
  private static final class Slice {

    private final Map<Event, byte[]> profiles;
    private final long sizeBytes;

    Slice(Map<Event, byte[]> profiles, long sizeBytes) {
      this.profiles = profiles;
      this.sizeBytes = sizeBytes;
    }
  }

  private record Attempt(HttpURLConnection connection, long startNanos) {}

  /** Takes a slice; called by the continuous mode. */
  void offer(Recording recording) {
    Map<Event, byte[]> profiles = new EnumMap<>(Event.class);
    try {
      for (Event event : recording.stacks().keySet()) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PprofWriter.write(recording.profile(event), out);
        profiles.put(event, out.toByteArray());
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail to write", e);
    }
    if (!profiles.isEmpty()) {
      offer(profiles);
    }
    breakStalled(STALLED_MILLIS);
  }

  /** Takes profiles that are written already. */
  void offer(Map<Event, byte[]> profiles) {
    long sizeBytes = 0;
    for (byte[] profile : profiles.values()) {
      sizeBytes += profile.length;
    }
    add(new Slice(profiles, sizeBytes));
  }

  private synchronized void add(Slice slice) {
    queue.addLast(slice);
    queuedBytes += slice.sizeBytes;
    while (queue.size() > 1 && (queue.size() > MAX_SLICES || queuedBytes > MAX_BYTES)) {
      dropOldest();
    }
    notifyAll();
  }

  /** Leaves alone what is on its way, so that nothing is both dropped and sent. */
  private synchronized void dropOldest() {
    Iterator<Slice> oldest = queue.iterator();
    Slice victim = oldest.next();
    if (victim.equals(onItsWay)) {
      victim = oldest.next();
    }
    oldest.remove();
    queuedBytes -= victim.sizeBytes;
    dropped++;
  }

  /**
   * A server that takes no byte any more holds a writer for ever: there is no time-out for that.
   */
  void breakStalled(int stalledMillis) {
    Attempt present = attempt;
    if (present != null && Profiler.elapsedMillis(present.startNanos) >= stalledMillis) {
      present.connection.disconnect();
    }
  }

  @Override
  @SuppressWarnings("CatchingUnchecked") // nothing may leave this thread
  public void run() {
    int failures = 0;
    try {
      for (Slice slice = next(); slice != null; slice = next()) {
        if (push(slice)) {
          failures = 0;
        } else {
          failures++;
          pause(backOff.millis(failures));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable t) {
      close();
    }
  }

  /** The oldest slice, which stays in the queue; null at the end. */
  private synchronized @Nullable Slice next() throws InterruptedException {
    while (!closed && queue.isEmpty()) {
      wait();
    }
    onItsWay = closed ? null : queue.getFirst();
    return onItsWay;
  }

  private synchronized void pause(long millis) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = millis; !closed && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    }
  }

  /** Whether the slice is done with. */
  private boolean push(Slice slice) {
    int status;
    try {
      status = post(body(slice));
    } catch (IOException | RuntimeException e) {
      status = 0;
    }
    synchronized (this) {
      onItsWay = null;
      if (status == 0 || status == 429 || status >= 500) {
        failed++;
        return false;
      }
      if (status / 100 == 2) {
        sent++;
      } else {
        rejected++;
      }
      queue.remove(slice);
      queuedBytes -= slice.sizeBytes;
      return true;
    }
  }

  private int post(byte[] body) throws IOException {
    HttpURLConnection connection = open();
    connection.setInstanceFollowRedirects(false);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    // A kept connection would be watched by a thread of the JDK's.
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("Content-Type", "application/json");
    setIfPresent(connection, "Authorization", options.authorization());
    setIfPresent(connection, "X-Scope-OrgID", options.tenant());
    // Otherwise the JDK sends it again by itself.
    connection.setFixedLengthStreamingMode(body.length);
    attempt = new Attempt(connection, System.nanoTime());
    try {
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      }
      int status = connection.getResponseCode();
      drain(status < 400 ? connection.getInputStream() : connection.getErrorStream());
      if (isKept(connection, status)) {
        closeKept();
      }
      return status;
    } finally {
      attempt = null;
      connection.disconnect();
    }
  }

  /**
   * Whether the JDK keeps the connection although it was asked not to: after an answer without
   * content it has let go of it before {@code disconnect} is called, and it only looks at what the
   * server says of the connection, who may close it without a word.
   */
  private static boolean isKept(HttpURLConnection connection, int status) {
    boolean isEmpty =
        connection.getContentLengthLong() == 0 || status == HttpURLConnection.HTTP_NO_CONTENT;
    return isEmpty && !"close".equalsIgnoreCase(connection.getHeaderField("Connection"));
  }

  /** Takes the connection that is kept, and closes it: else it would be the next attempt's. */
  private void closeKept() {
    try {
      HttpURLConnection kept = open();
      attempt = new Attempt(kept, System.nanoTime());
      kept.connect();
      kept.disconnect();
    } catch (IOException | RuntimeException e) {
      // it was closed already, and the server takes no other
    }
  }

  private HttpURLConnection open() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) options.url().openConnection();
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    return connection;
  }

  private static void setIfPresent(HttpURLConnection connection, String name, String value) {
    if (!value.isEmpty()) {
      connection.setRequestProperty(name, value);
    }
  }

  private static void drain(@Nullable InputStream answer) throws IOException {
    if (answer != null) {
      try (answer) {
        answer.readNBytes(MAX_ANSWER_BYTES);
      }
    }
  }

  /** One series per event, as {@code push.v1.PushRequest} has it in JSON. */
  private byte[] body(Slice slice) {
    JsonText json = new JsonText().open('{').name("series").open('[');
    slice.profiles.forEach(
        (event, profile) -> {
          json.open('{').name("labels").open('[');
          label(json, "__name__", seriesName(event));
          options.labels().forEach((name, value) -> label(json, name, value));
          json.close(']').name("samples").open('[').open('{');
          json.field("rawProfile", Base64.getEncoder().encodeToString(profile));
          json.close('}').close(']').close('}');
        });
    return json.close(']').close('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void label(JsonText json, String name, String value) {
    json.open('{').field("name", name).field("value", value).close('}');
  }

  private static String seriesName(Event event) {
    return switch (event) {
      case CPU -> "process_cpu";
      case ALLOC, LIVE -> "memory";
      case LOCK -> "mutex";
      case WALL -> "wall";
    };
  }

  synchronized PushStatus status() {
    return new PushStatus(sent, failed, rejected, dropped, queue.size());
  }

  /** Ends the thread; what waits is lost. */
  void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    breakStalled(0);
  }
}
