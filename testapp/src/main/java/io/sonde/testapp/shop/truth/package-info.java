/**
 * What the shop knows about itself: exact counters that any observer's numbers can be held against.
 */
package io.sonde.testapp.shop.truth;
