package io.sonde.agent.instrumentation.cxf;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.LibraryMethod;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.routes.TemplateTable;
import io.sonde.bootstrap.SondeProbe;
import org.jspecify.annotations.Nullable;

/** Gives the request that the thread serves the route that CXF matched. */
final class CxfProbe extends SondeProbe {

  private static final String MODEL = "org.apache.cxf.jaxrs.model.";
  private static final String URI_TEMPLATE = "getURITemplate";

  private final LibraryMethod methodTemplate =
      new LibraryMethod(MODEL + "OperationResourceInfo", URI_TEMPLATE);
  private final LibraryMethod resource =
      new LibraryMethod(MODEL + "OperationResourceInfo", "getClassResourceInfo");
  private final LibraryMethod resourceTemplate =
      new LibraryMethod(MODEL + "ClassResourceInfo", URI_TEMPLATE);
  private final LibraryMethod value = new LibraryMethod(MODEL + "URITemplate", "getValue");
  private final LibraryMethod destination =
      new LibraryMethod("org.apache.cxf.message.Message", "getDestination");
  private final LibraryMethod address =
      new LibraryMethod("org.apache.cxf.transport.http.AbstractHTTPDestination", "getPath");

  private final TemplateTable templates;

  CxfProbe(ProbeContext context) {
    templates = TemplateTable.of(context);
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object operation, @Nullable Object message) {
    long[] state = CallState.current();
    if (state[CallState.SERVER] == 0) {
      return 0L;
    }
    Object root = resourceTemplate.call(resource.call(operation));
    if (root != null) {
      // what is behind a locator has none
      String at = text(address.call(destination.call(message)));
      templates.append(state, at.startsWith("/") ? at : "", text(value.call(root)));
    }
    templates.append(state, text(value.call(methodTemplate.call(operation))), "");
    return 0L;
  }

  private static String text(@Nullable Object text) {
    return text instanceof String known ? known : "";
  }
}
