package io.sonde.testapp.shop.store;

/** Somebody who buys, with the number and sum of the orders that stand. */
public record Customer(
    int id, String name, String email, String city, long orders, long totalCents) {}
