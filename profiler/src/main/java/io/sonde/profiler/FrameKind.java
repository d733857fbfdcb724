package io.sonde.profiler;

import one.convert.Frame;

/** What a frame of a stack stands for; it decides the colour in a flame graph and nothing else. */
enum FrameKind {
  /** A Java method, however it was compiled: {@code java/lang/String.length}. */
  JAVA(Frame.TYPE_JIT_COMPILED),

  /** A function of a native library or of the JVM. */
  NATIVE(Frame.TYPE_CPP),

  /** A function of the kernel. */
  KERNEL(Frame.TYPE_KERNEL),

  /** The class of an allocated object or of a lock; always the last frame. */
  CLASS(Frame.TYPE_INLINED),

  /** The route of the request that a sample belongs to; always the first frame. */
  ROUTE(Frame.TYPE_NATIVE),

  /** A note in brackets that stands for no code: no stack, the agent's samples, cut stacks. */
  NOTE(Frame.TYPE_NATIVE);

  private final byte flameType;

  FrameKind(byte flameType) {
    this.flameType = flameType;
  }

  /** The type in async-profiler's flame graph. */
  byte flameType() {
    return flameType;
  }

  /** Translates a frame type of async-profiler's recordings. */
  static FrameKind ofRecorded(byte type) {
    return switch (type) {
      case Frame.TYPE_NATIVE, Frame.TYPE_CPP -> NATIVE;
      case Frame.TYPE_KERNEL -> KERNEL;
      default -> JAVA;
    };
  }
}
