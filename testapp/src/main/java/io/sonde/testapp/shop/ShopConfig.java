package io.sonde.testapp.shop;

import io.sonde.testapp.shop.store.DatabaseConfig;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How a shop is set up.
 *
 * @param port 0 for any free one
 * @param database where the tables are
 * @param poolSize connections of shop-pool
 * @param paymentUrl the payment service, or null to start one in this process
 * @param paymentFailEvery for a payment service in this process: every so many payments one fails;
 *     0 for never
 * @param workers threads of the work queue
 * @param queueCapacity tasks that may wait in the work queue
 * @param cronMillis period of the scheduled jobs that write to the database; 0 for none
 * @param leak whether memory leaks on purpose
 */
public record ShopConfig(
    int port,
    DatabaseConfig database,
    int poolSize,
    @Nullable URI paymentUrl,
    int paymentFailEvery,
    int workers,
    int queueCapacity,
    long cronMillis,
    boolean leak) {

  /** Returns a shop on any port, with H2, a payment service of its own, and no job that writes. */
  public static ShopConfig quiet() {
    return new ShopConfig(0, DatabaseConfig.inMemory(), 10, null, 0, 4, 1_000, 0, false);
  }
}
