/**
 * Route templates of RESTEasy, JBoss's implementation of JAX-RS ({@code javax.ws.rs} and {@code
 * jakarta.ws.rs}), the one of WildFly and JBoss EAP.
 *
 * <p><b>Woven</b>: {@code invoke(HttpRequest, HttpResponse, Object)} of {@code
 * ResourceMethodInvoker}, which RESTEasy calls when a request has found its resource method, and
 * what {@code ResourceLocatorInvoker} calls before that for each locator of a sub-resource: {@code
 * createResource}, later called {@code resolveTargetFromLocator}, with the object that declares the
 * locator.
 *
 * <p><b>Metrics</b>: none of its own. The request that the thread serves, as the servlet container
 * began it, gets another {@code http_route}: the path of the servlet, followed by the templates of
 * resource, locators and method, without the regular expressions of their variables: {@code
 * /shop/api/orders/{id}}.
 *
 * <p><b>Not measured</b>: what RESTEasy finds no method for (404, 405, 406, 415) stays with the
 * servlet's pattern, and so does a resource whose constructor fails. Behind a filter instead of a
 * servlet the path of the filter is not known: the route begins with the application's. RESTEasy on
 * a server that is not measured (Netty, Vert.x), its reactive flavour in Quarkus, and versions
 * whose invokers return a {@code CompletionStage} (4.0).
 */
package io.sonde.agent.instrumentation.resteasy;
