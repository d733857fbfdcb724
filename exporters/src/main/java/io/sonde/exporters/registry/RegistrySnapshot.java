package io.sonde.exporters.registry;

import java.util.List;

/**
 * All families of a registry, sorted by name. Each series is read once, one after the other: a
 * series is consistent in itself, two series may be a scrape's duration apart.
 */
public record RegistrySnapshot(List<FamilySnapshot> families) {
  public RegistrySnapshot {
    families = List.copyOf(families);
  }
}
