/** Tests of the probes of gRPC. */
package io.sonde.agent.instrumentation.grpc;
