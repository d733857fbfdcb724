package io.sonde.profiler;

import java.nio.ByteBuffer;

/**
 * The samples of one session.
 *
 * @param jfr a complete recording in JFR format, from position 0 to the limit
 * @param sampling how it was taken
 */
record Recording(ByteBuffer jfr, Sampling sampling) {}
