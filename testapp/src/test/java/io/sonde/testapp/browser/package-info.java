/** The dashboard in a real browser, on a real shop under load. */
package io.sonde.testapp.browser;
