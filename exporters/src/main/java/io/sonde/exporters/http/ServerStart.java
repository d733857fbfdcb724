package io.sonde.exporters.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a start ended.
 *
 * @param server the running server, or null if it is off
 * @param warnings lines worth telling the operator, without prefix; empty if all is as asked
 */
public record ServerStart(@Nullable SondeServer server, List<String> warnings) {
  public ServerStart {
    warnings = List.copyOf(warnings);
  }
}
