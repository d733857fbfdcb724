/**
 * Sonde's figures against the truth, end to end: the shop and small programs, forked, with the real
 * agent.
 */
package io.sonde.testapp.truth;
