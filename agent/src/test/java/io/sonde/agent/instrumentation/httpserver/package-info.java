/** Tests of what is measured of the JDK's HTTP server. */
package io.sonde.agent.instrumentation.httpserver;
