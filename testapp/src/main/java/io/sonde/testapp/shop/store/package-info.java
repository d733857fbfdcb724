/** What the shop keeps: tables, and one class of statements for each part of it. */
package io.sonde.testapp.shop.store;
