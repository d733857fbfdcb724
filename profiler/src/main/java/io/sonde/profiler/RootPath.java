package io.sonde.profiler;

/**
 * What keeps sampled objects alive.
 *
 * @param type the class of the objects
 * @param path their holders, the outermost first; empty if the search found none in its time
 * @param root what the outermost holder hangs on
 * @param objects how many of the sampled objects
 * @param olderObjects how many of them were born in the earlier half of the inquiry
 */
record RootPath(String type, String path, String root, int objects, int olderObjects) {}
