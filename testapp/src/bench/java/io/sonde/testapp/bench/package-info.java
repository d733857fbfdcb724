/**
 * The benchmarks behind {@code testapp/bench}: not part of the shop, built by the Maven profile
 * {@code bench} alone, and the only code here that may import Sonde.
 */
@NullMarked
package io.sonde.testapp.bench;

import org.jspecify.annotations.NullMarked;
