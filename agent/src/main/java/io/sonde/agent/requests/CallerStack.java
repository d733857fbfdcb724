package io.sonde.agent.requests;

import java.util.ArrayList;
import java.util.List;

/** The stack of the current thread without what is Sonde's. */
public final class CallerStack {

  private static final int MAX_FRAMES = 40;

  private CallerStack() {}

  /** The innermost frames, innermost first. */
  public static List<String> frames() {
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      String name = frame.getClassName();
      if (frames.size() < MAX_FRAMES
          && !name.startsWith("io.sonde.agent.")
          && !name.startsWith("java.lang.Sonde")) {
        frames.add(frame.toString());
      }
    }
    return List.copyOf(frames);
  }
}
