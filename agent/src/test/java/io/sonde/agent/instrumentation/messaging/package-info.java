/** Tests of what the technologies of messaging share. */
package io.sonde.agent.instrumentation.messaging;
