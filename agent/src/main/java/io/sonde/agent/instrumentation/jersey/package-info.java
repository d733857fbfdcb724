/**
 * Route templates of Jersey, the reference implementation of JAX-RS ({@code javax.ws.rs} and {@code
 * jakarta.ws.rs}).
 *
 * <p><b>Woven</b>: {@code pushTemplates(UriTemplate, UriTemplate)} of Jersey's {@code
 * UriRoutingContext}, which Jersey calls when a request has found its resource method, and before
 * that once for each locator of a sub-resource.
 *
 * <p><b>Metrics</b>: none of its own. The request that the thread serves, as the servlet container
 * or the JDK's HTTP server began it, gets another {@code http_route}: the path of the servlet,
 * followed by the templates of resource, locators and method, without the regular expressions of
 * their variables: {@code /shop/api/orders/{id}}.
 *
 * <p><b>Not measured</b>: what Jersey finds no method for (404, 405, 406, 415) stays with the
 * servlet's pattern. Behind a filter instead of a servlet the path of the filter is not known: the
 * route begins with the application's. Jersey on a server that is not measured (Grizzly, Netty).
 */
package io.sonde.agent.instrumentation.jersey;
