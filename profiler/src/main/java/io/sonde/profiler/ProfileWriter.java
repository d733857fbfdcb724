package io.sonde.profiler;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import one.convert.Arguments;
import one.convert.JfrToHeatmap;
import one.jfr.JfrReader;
import org.jspecify.annotations.Nullable;

/** Turns a profile into the document that was asked for. */
final class ProfileWriter {

  private ProfileWriter() {}

  /**
   * Writes a profile.
   *
   * @param file the recording that it was read from, or null if there is none
   * @throws ProfilerUnavailableException if the format needs the recording
   */
  static byte[] write(Format format, StackProfile profile, @Nullable ByteBuffer file)
      throws ProfilerException {
    if (format.needsRecording() && file == null) {
      throw new ProfilerUnavailableException(
          "format "
              + format.label()
              + " needs a recording of its own and "
              + profile.sampling().engine()
              + " has none to give here; ask for html, collapsed, pprof, hotspots or report");
    }
    BoundedOutput out = new BoundedOutput();
    try {
      switch (format) {
        case HTML -> FlameGraphWriter.writePage(profile.withoutRoutes(), out);
        case COLLAPSED -> FlameGraphWriter.writeCollapsed(profile.withoutRoutes(), out);
        case PPROF -> PprofWriter.write(profile, out);
        case HOTSPOTS -> HotspotsJsonWriter.write(Hotspots.of(profile), out);
        case REPORT -> HotspotsPageWriter.write(Hotspots.of(profile), out);
        case JFR -> copy(file, out);
        case HEATMAP -> writeHeatmap(profile, file, out);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new ProfilerFailedException("the profile could not be written: " + e, e);
    } catch (BoundedOutput.TooLargeException e) {
      throw new ProfilerFailedException(
          "the profile exceeds " + BoundedOutput.MAX_BYTES + " bytes; capture for a shorter time",
          e);
    }
  }

  private static void copy(@Nullable ByteBuffer file, OutputStream out) throws IOException {
    if (file == null) {
      return;
    }
    ByteBuffer rest = file.duplicate();
    byte[] buffer = new byte[64 * 1024];
    while (rest.hasRemaining()) {
      int length = Math.min(buffer.length, rest.remaining());
      rest.get(buffer, 0, length);
      out.write(buffer, 0, length);
    }
  }

  private static void writeHeatmap(
      StackProfile profile, @Nullable ByteBuffer file, OutputStream out) throws IOException {
    if (file == null) {
      return;
    }
    Arguments arguments = new Arguments();
    arguments.norm = true;
    arguments.title = profile.title();
    arguments.output = "heatmap";
    switch (profile.event()) {
      case CPU -> arguments.cpu = true;
      case ALLOC -> arguments.alloc = true;
      case LOCK -> arguments.lock = true;
      case WALL -> arguments.wall = true;
      case LIVE -> arguments.live = true;
    }
    try (JfrReader reader = new JfrReader(file.duplicate())) {
      JfrToHeatmap heatmap = new JfrToHeatmap(reader, arguments);
      heatmap.convert();
      heatmap.dump(out);
    }
  }
}
