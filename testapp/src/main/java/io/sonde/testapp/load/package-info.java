/**
 * The load generator: requests start at times fixed beforehand, whatever the answers do, and each
 * is measured both from that time (latency) and from the moment it was really sent (service time).
 */
package io.sonde.testapp.load;
