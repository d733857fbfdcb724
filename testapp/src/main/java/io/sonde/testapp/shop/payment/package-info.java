/** The payment service and the two clients that call it. */
package io.sonde.testapp.shop.payment;
