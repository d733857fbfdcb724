/** Tests of object pools without an agent. */
package io.sonde.agent.instrumentation.objectpool;
