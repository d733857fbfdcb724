/** Tests of the routes that Jersey finds. */
package io.sonde.agent.instrumentation.jersey;
