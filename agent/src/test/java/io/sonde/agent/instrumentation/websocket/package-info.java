/** Tests of the sessions of WebSockets. */
package io.sonde.agent.instrumentation.websocket;
