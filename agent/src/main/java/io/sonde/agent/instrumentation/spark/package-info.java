/**
 * Route templates of Spark ({@code com.sparkjava}), on the Jetty that it brings along or as a
 * filter of a servlet container.
 *
 * <p><b>Woven</b>: {@code find(HttpMethod, String, String)} of {@code spark.route.Routes}, which
 * tells Spark the route of a request; what it returns is read.
 *
 * <p><b>Metrics</b>: none of its own. The request that the thread serves gets another {@code
 * http_route}: the path that the route was registered with, as it was written: {@code /orders/:id}.
 *
 * <p><b>Not measured</b>: what no route matches (404, static files, filters alone) stays with the
 * servlet's pattern, {@code /*}. The path of Spark's filter in a servlet container is not known:
 * the route begins with the application's. Versions before 2.5.
 */
package io.sonde.agent.instrumentation.spark;
