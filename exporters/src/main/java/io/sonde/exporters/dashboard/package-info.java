/** The page: static files out of the jar, each at its own route. It asks the API for everything. */
@NullMarked
package io.sonde.exporters.dashboard;

import org.jspecify.annotations.NullMarked;
