package io.sonde.exporters.http;

/** Says how one component is; asked at each request, so it has to be quick. */
@FunctionalInterface
public interface HealthSource {
  Component check();

  /**
   * The state of a component.
   *
   * @param name what it is, unique among components
   * @param up whether it does its work
   * @param detail why not, or what it does now; empty for nothing to say
   */
  record Component(String name, boolean up, String detail) {}
}
