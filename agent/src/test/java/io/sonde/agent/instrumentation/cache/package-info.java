/** Tests of what the technologies of caches share. */
package io.sonde.agent.instrumentation.cache;
