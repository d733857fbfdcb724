package io.sonde.profiler;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import one.convert.Arguments;
import one.jfr.JfrReader;
import org.jspecify.annotations.Nullable;

/** Turns a recording into the document that was asked for. */
final class JfrProfileWriter {

  /** Frames below this percentage are not drawn; on a screen they would be under half a pixel. */
  private static final double MIN_WIDTH_PERCENT = 0.01;

  private static final int MAX_BYTES = 64 << 20;

  private final ProfileRequest request;
  private final List<String> agentPackages;

  JfrProfileWriter(ProfileRequest request, List<String> agentPackages) {
    this.request = request;
    this.agentPackages = agentPackages;
  }

  Profile write(Recording recording) throws ProfilerFailedException {
    BoundedOutput out = new BoundedOutput();
    try (JfrReader reader = new JfrReader(recording.jfr())) {
      Arguments arguments = arguments();
      FlameConverter flames = new FlameConverter(reader, arguments, agentPackages);
      flames.convert();
      arguments.title = title(recording.sampling(), flames.samples());
      flames.dump(out);
      Sampling sampling = withTimer(recording.sampling(), reader.settings.get("engine"));
      return new Profile(request, out.toByteArray(), flames.samples(), sampling);
    } catch (IOException e) {
      throw new ProfilerFailedException("the recording could not be converted: " + e, e);
    } catch (TooLargeException e) {
      throw new ProfilerFailedException(
          "the profile exceeds " + MAX_BYTES + " bytes; capture for a shorter time", e);
    }
  }

  private Arguments arguments() {
    Arguments arguments = new Arguments();
    // Names of hidden classes end in a number that differs from run to run.
    arguments.norm = true;
    switch (request.event()) {
      case CPU -> arguments.cpu = true;
      case ALLOC -> {
        arguments.alloc = true;
        arguments.total = true;
      }
    }
    switch (request.format()) {
      case HTML -> arguments.minwidth = MIN_WIDTH_PERCENT;
      case COLLAPSED -> arguments.output = "collapsed";
    }
    return arguments;
  }

  private String title(Sampling sampling, long samples) {
    String what = request.event() == Event.CPU ? "CPU time" : "Allocation";
    return what
        + ", "
        + request.seconds()
        + " s, "
        + samples
        + " samples, weights in "
        + sampling.weightUnit();
  }

  /** The library picks the timer itself where perf_events are denied; the recording says which. */
  private Sampling withTimer(Sampling sampling, @Nullable String timer) {
    if (request.event() != Event.CPU || timer == null) {
      return sampling;
    }
    return new Sampling(
        sampling.engine() + " (" + timer + ")",
        sampling.interval(),
        sampling.intervalUnit(),
        sampling.weightUnit(),
        sampling.bias());
  }

  /** Grows to {@link #MAX_BYTES} and no further. */
  private static final class BoundedOutput extends ByteArrayOutputStream {

    @Override
    public synchronized void write(int b) {
      check(1);
      super.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      check(length);
      super.write(bytes, offset, length);
    }

    private void check(int length) {
      if (count > MAX_BYTES - length) {
        throw new TooLargeException();
      }
    }
  }

  /** Unchecked, because a print stream swallows an {@link IOException}. */
  private static final class TooLargeException extends RuntimeException {}
}
