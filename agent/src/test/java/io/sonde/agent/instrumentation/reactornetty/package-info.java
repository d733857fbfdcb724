/** Tests of reactor-netty's server, without an agent. */
package io.sonde.agent.instrumentation.reactornetty;
