/**
 * What the shop does beside answering: queues, scheduled jobs, events, and the places where it
 * wastes.
 */
package io.sonde.testapp.shop.work;
