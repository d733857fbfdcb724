/** Tests of the profiler's routes over HTTP. */
package io.sonde.agent.profile;
