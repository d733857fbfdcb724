package io.sonde.testapp.shop.store;

import io.sonde.testapp.shop.truth.Truth;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Figures over the newest orders. */
public final class ReportStore {

  private static final int ORDERS = 1_000;

  private final Database database;
  private final Truth truth;

  public ReportStore(Database database, Truth truth) {
    this.database = database;
    this.truth = truth;
  }

  /** Returns what each category sold among the newest orders. */
  public List<Sales> sales() throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT p.category, SUM(i.quantity), SUM(i.quantity * i.price_cents)"
                    + " FROM order_item i JOIN product p ON p.id = i.product_id"
                    + " WHERE i.order_id > (SELECT COALESCE(MAX(id), 0) FROM orders) - "
                    + ORDERS
                    + " GROUP BY p.category ORDER BY p.category");
        ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
      List<Sales> sales = new ArrayList<>();
      while (rows.next()) {
        sales.add(new Sales(rows.getInt(1), rows.getLong(2), rows.getLong(3)));
      }
      return sales;
    }
  }

  /** One category's line. */
  public record Sales(int category, long quantity, long totalCents) {}
}
