/** The shop, an application to be observed, and the load generator that drives it. */
package io.sonde.testapp;
