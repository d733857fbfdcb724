package io.sonde.profiler;

/**
 * A class whose objects took more bytes in each histogram than in the one before. Bytes, not
 * objects: they are what fills the heap, and of arrays many small ones may go while few large ones
 * stay.
 *
 * @param type its name
 * @param instances how many there are
 * @param bytes how large they are
 * @param addedInstances how many more than at first; negative if they are fewer and larger
 * @param addedBytes how many more bytes than at first
 * @param bytesPerSecond the same as a rate
 */
record ClassGrowth(
    String type,
    long instances,
    long bytes,
    long addedInstances,
    long addedBytes,
    double bytesPerSecond) {}
