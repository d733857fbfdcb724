package io.sonde.agent.instrumentation.resteasy;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryField;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.routes.TemplateTable;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Gives the request that the thread serves the route that RESTEasy matched. */
final class ResteasyProbe extends SondeProbe {

  /** Of an invoker: what is known of the method or locator that it calls. */
  private final LibraryField method = new LibraryField("method");

  /** Of that: the templates of its class and its own in one. */
  private final LibraryMethod template =
      new LibraryMethod("org.jboss.resteasy.spi.metadata.ResourceLocator", "getFullpath");

  private final TemplateTable templates;

  ResteasyProbe(ProbeContext context) {
    templates = TemplateTable.of(context);
  }

  @Override
  public long enter(@Nullable Object invoker, @Nullable Object first, @Nullable Object second) {
    long[] state = CallState.current();
    if (state[CallState.SERVER] != 0 && template.call(method.get(invoker)) instanceof String text) {
      templates.append(state, text, "");
    }
    return 0L;
  }
}
