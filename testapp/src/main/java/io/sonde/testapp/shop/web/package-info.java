/**
 * The shop's web: an embedded Tomcat, filters, and one servlet for each mapping, so that a
 * request's mapping pattern is its route.
 */
package io.sonde.testapp.shop.web;
