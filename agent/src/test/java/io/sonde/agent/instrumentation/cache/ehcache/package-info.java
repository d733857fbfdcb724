/** Tests of Ehcache's probes without an agent. */
package io.sonde.agent.instrumentation.cache.ehcache;
