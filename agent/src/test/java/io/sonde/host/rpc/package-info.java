/** A program that tests run in a JVM of its own: gRPC, client and server. */
package io.sonde.host.rpc;
