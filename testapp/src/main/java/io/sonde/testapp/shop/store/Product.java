package io.sonde.testapp.shop.store;

/** Something to buy. */
public record Product(int id, String name, String description, int priceCents, int category) {}
