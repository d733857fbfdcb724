package io.sonde.agent.instrumentation.undertow;

import io.sonde.agent.routes.TemplateTable;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** What handlers have matched of an exchange's path, for what goes on when the exchange is over. */
public final class ExchangePath {

  /** Of what no handler has matched. */
  private static final String UNKNOWN = "/*";

  private ExchangePath() {}

  /** The route of an exchange, as its request has it. */
  public static String of(@Nullable Object exchange) {
    if (exchange == null) {
      return UNKNOWN;
    }
    @Nullable MethodHandle[] access = ExchangeAccess.of(exchange);
    if (access.length == 0) {
      return UNKNOWN;
    }
    String resolved = ExchangeAccess.resolvedPath(access, exchange);
    String template = ExchangeAccess.template(access, exchange);
    if (template != null) {
      return TemplateTable.path(resolved, template);
    }
    boolean isExact = ExchangeAccess.relativePath(access, exchange).isEmpty();
    return TemplateTable.path(resolved, isExact && resolved.length() > 1 ? "" : UNKNOWN);
  }
}
