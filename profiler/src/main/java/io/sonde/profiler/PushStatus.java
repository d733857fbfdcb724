package io.sonde.profiler;

/**
 * What became of continuous profiles that were to be pushed, in slices.
 *
 * @param sent those that the server took
 * @param failed attempts that did not reach it, or that it answered with 429 or 5xx; each is made
 *     again
 * @param rejected those that it refused for good
 * @param dropped those that had to make room for newer ones
 * @param queued those that wait
 */
public record PushStatus(long sent, long failed, long rejected, long dropped, int queued) {}
