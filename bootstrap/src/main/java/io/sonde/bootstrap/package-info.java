/**
 * What lives in {@code java.lang} of the target: the hook that woven code calls and the type of the
 * probes behind it. No dependency, no lambda, nothing that starts anything.
 */
package io.sonde.bootstrap;
