package io.sonde.host.reactive;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An application of Spring WebFlux, of a controller, of a router function and of a handler of
 * WebSockets, that believes what headers say of the path before it; by reflection, for the tests
 * are compiled with an older Spring.
 */
final class SpringApplication {

  private static final String WEB = "org.springframework.web.";
  private static final String FUNCTION = WEB + "reactive.function.server.";
  private static final String SERVER = "org.springframework.http.server.reactive.";

  private SpringApplication() {}

  /** The application's handler, of Spring's kind. */
  static Object application() throws Exception {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.register(Class.forName(WEB + "reactive.config.DelegatingWebFluxConfiguration"));
    context.register(ReactiveOrders.class);
    context.getBeanFactory().registerSingleton("functions", router());
    context.getBeanFactory().registerSingleton("later", SpringTalks.filter());
    context.registerBeanDefinition("talks", SpringTalks.mapping());
    context
        .getBeanFactory()
        .registerSingleton(
            "forwardedHeaderTransformer",
            Class.forName(WEB + "server.adapter.ForwardedHeaderTransformer")
                .getConstructor()
                .newInstance());
    context.refresh();
    String type = WEB + "server.adapter.WebHttpHandlerBuilder";
    Object builder =
        Class.forName(type)
            .getMethod("applicationContext", ApplicationContext.class)
            .invoke(null, context);
    return Class.forName(type).getMethod("build").invoke(builder);
  }

  /** The same at {@code /shop}. */
  static Object mounted(Object application) throws Exception {
    return Class.forName(SERVER + "ContextPathCompositeHandler")
        .getConstructor(Map.class)
        .newInstance(Map.of("/shop", application));
  }

  /** What reactor-netty's server calls for a request. */
  @SuppressWarnings("unchecked") // the adapter is one
  static BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler(
      Object application) throws Exception {
    Object adapter =
        Class.forName(SERVER + "ReactorHttpHandlerAdapter")
            .getConstructor(Class.forName(SERVER + "HttpHandler"))
            .newInstance(application);
    return (BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>>) adapter;
  }

  private static Object router() throws Exception {
    Class<?> predicate = Class.forName(FUNCTION + "RequestPredicate");
    Class<?> handler = Class.forName(FUNCTION + "HandlerFunction");
    Object matching =
        Class.forName(FUNCTION + "RequestPredicates")
            .getMethod("GET", String.class)
            .invoke(null, "/functions/{id}");
    InvocationHandler answer =
        (proxy, method, arguments) ->
            method.getName().equals("handle") ? answer() : method.invoke(matching, arguments);
    return Class.forName(FUNCTION + "RouterFunctions")
        .getMethod("route", predicate, handler)
        .invoke(
            null,
            matching,
            Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, answer));
  }

  private static Mono<?> answer() throws ReflectiveOperationException {
    String type = FUNCTION + "ServerResponse";
    Object ok = Class.forName(type).getMethod("ok").invoke(null);
    return (Mono<?>)
        Class.forName(type + "$BodyBuilder")
            .getMethod("bodyValue", Object.class)
            .invoke(ok, "function");
  }
}
