/** Tests of what is measured of Undertow's own handlers. */
package io.sonde.agent.instrumentation.undertow;
