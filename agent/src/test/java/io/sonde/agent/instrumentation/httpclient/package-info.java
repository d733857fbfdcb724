/** Tests of the HTTP-client technology: in a JVM of its own, and of its parts. */
package io.sonde.agent.instrumentation.httpclient;
