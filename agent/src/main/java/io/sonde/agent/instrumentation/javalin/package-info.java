/**
 * Route templates of Javalin, on the Jetty that it brings along or as a servlet of a container.
 *
 * <p><b>Woven</b>: what Javalin does before it calls each handler of a request, under the name that
 * it has in
 *
 * <ul>
 *   <li>3 and 4: {@code update(Context, HandlerEntry, String)} of {@code ContextUtil}
 *   <li>5: {@code handle(JavalinServletContext, String)} of {@code HandlerEntry}
 *   <li>6 and 7: the same of {@code ParsedEndpoint}
 * </ul>
 *
 * <p><b>Metrics</b>: none of its own. The request that the thread serves gets another {@code
 * http_route}: the path that its handler was registered with, as it was written: {@code
 * /orders/{id}}, {@code /orders/:id} before Javalin 4.
 *
 * <p><b>Not measured</b>: what no handler of an HTTP method matches (404, 405, static files, and
 * {@code HEAD} answered because there is a handler for {@code GET}) stays with the servlet's
 * pattern, {@code /*}; handlers before and after a request and WebSockets have no routes. A
 * handler's exception is an error only if its status is 5xx: Javalin maps all of them to answers by
 * itself.
 */
package io.sonde.agent.instrumentation.javalin;
