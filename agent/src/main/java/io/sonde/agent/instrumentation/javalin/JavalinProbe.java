package io.sonde.agent.instrumentation.javalin;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.routes.TemplateTable;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Gives the request that the thread serves the route that Javalin matched. */
final class JavalinProbe extends SondeProbe {

  /** Of a parsed endpoint (6 and later): what has the path; entries have it themselves. */
  private final LibraryField endpoint = new LibraryField("endpoint");

  private final LibraryField path = new LibraryField("path");

  /** The kind of handler where an entry has it, and where an endpoint. */
  private final LibraryField type = new LibraryField("type");

  private final LibraryField method = new LibraryField("method");

  /** The name of a kind that is a record (7 and later). */
  private final LibraryField name = new LibraryField("name");

  private final TemplateTable templates;

  JavalinProbe(ProbeContext context) {
    templates = TemplateTable.of(context);
  }

  @Override
  public long enter(@Nullable Object handler, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.SERVER] == 0 || handler == null) {
      return 0L;
    }
    Object inner = endpoint.get(handler);
    Object kind = inner == null ? type.get(handler) : method.get(inner);
    if (isOfMethod(nameOf(kind)) && path.get(inner == null ? handler : inner) instanceof String p) {
      templates.replace(state, p);
    }
    return 0L;
  }

  private @Nullable String nameOf(@Nullable Object kind) {
    if (kind instanceof Enum<?> constant) {
      return constant.name();
    }
    return name.get(kind) instanceof String text ? text : null;
  }

  /** Whether a kind of handler is one of an HTTP method, by its name. */
  private static boolean isOfMethod(@Nullable String kind) {
    return kind != null
        && !kind.startsWith("BEFORE")
        && !kind.startsWith("AFTER")
        && !kind.startsWith("WEBSOCKET")
        && !kind.equals("INVALID");
  }
}
