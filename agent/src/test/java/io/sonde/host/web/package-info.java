/**
 * A web application that tests put into a WAR and deploy on real servers, with the {@code javax} or
 * the {@code jakarta} servlet API.
 *
 * <p>It stands outside {@code io.sonde.agent}, because classes of that package are never woven, and
 * uses nothing that Servlet 3.1 has not.
 */
package io.sonde.host.web;
