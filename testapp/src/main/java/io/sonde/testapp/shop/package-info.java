/** The shop: how it is configured, put together, started and stopped. */
package io.sonde.testapp.shop;
