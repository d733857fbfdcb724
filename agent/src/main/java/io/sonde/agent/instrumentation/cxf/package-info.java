/**
 * Route templates of Apache CXF's implementation of JAX-RS ({@code javax.ws.rs} and {@code
 * jakarta.ws.rs}).
 *
 * <p><b>Woven</b>: {@code pushOntoStack(OperationResourceInfo, MultivaluedMap, Message)} of CXF's
 * {@code JAXRSUtils}, which CXF calls when a request has found a resource method or a locator of a
 * sub-resource.
 *
 * <p><b>Metrics</b>: none of its own. The request that the thread serves, as the servlet container
 * began it, gets another {@code http_route}: the path of the servlet, followed by the address of
 * CXF's endpoint and the templates of resource, locators and method, without the regular
 * expressions of their variables: {@code /shop/services/v1/orders/{id}}.
 *
 * <p><b>Not measured</b>: what CXF finds no method for (404, 405, 406, 415) stays with the
 * servlet's pattern. CXF on servers of its own (its transports over Jetty's, Undertow's or Netty's
 * handlers); its web services over SOAP, which have no templates.
 */
package io.sonde.agent.instrumentation.cxf;
