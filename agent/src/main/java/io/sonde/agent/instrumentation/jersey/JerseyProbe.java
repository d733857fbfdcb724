package io.sonde.agent.instrumentation.jersey;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.routes.TemplateTable;
import io.sonde.bootstrap.SondeProbe;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Gives the request that the thread serves the route that Jersey matched. */
final class JerseyProbe extends SondeProbe {

  private static final MethodType OBJECT_TO_OBJECT =
      MethodType.methodType(Object.class, Object.class);

  /**
   * {@code getTemplate} of a class of templates; null if it has none. Kept with the class, as a
   * type of the JDK: neither side keeps the other alive.
   */
  private static final ClassValue<@Nullable MethodHandle> GET_TEMPLATE =
      new ClassValue<>() {
        @Override
        protected @Nullable MethodHandle computeValue(Class<?> type) {
          try {
            return MethodHandles.publicLookup()
                .unreflect(type.getMethod("getTemplate"))
                .asType(OBJECT_TO_OBJECT);
          } catch (ReflectiveOperationException | LinkageError otherApi) {
            return null;
          }
        }
      };

  private final TemplateTable templates;

  JerseyProbe(ProbeContext context) {
    templates = TemplateTable.of(context);
  }

  @Override
  public long enter(@Nullable Object self, @Nullable Object resource, @Nullable Object method) {
    long[] state = CallState.current();
    if (state[CallState.SERVER] != 0) {
      templates.append(state, textOf(resource), textOf(method));
    }
    return 0L;
  }

  /** The text of a template, empty if there is none. */
  private static String textOf(@Nullable Object template) {
    MethodHandle get = template == null ? null : GET_TEMPLATE.get(template.getClass());
    if (get == null) {
      return "";
    }
    try {
      return (Object) get.invokeExact(template) instanceof String text ? text : "";
    } catch (Throwable notKnown) {
      return "";
    }
  }
}
