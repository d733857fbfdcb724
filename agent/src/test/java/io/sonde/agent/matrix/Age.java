package io.sonde.agent.matrix;

/** Which versions of the libraries a program runs with; the build resolves them. */
enum Age {
  OLDEST,
  NEWEST;

  @Override
  public String toString() {
    return this == OLDEST ? "oldest" : "newest";
  }
}
