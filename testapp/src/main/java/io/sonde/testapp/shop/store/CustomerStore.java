package io.sonde.testapp.shop.store;

import io.sonde.testapp.shop.truth.Truth;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Customers. */
public final class CustomerStore {

  private final Database database;
  private final Truth truth;

  public CustomerStore(Database database, Truth truth) {
    this.database = database;
    this.truth = truth;
  }

  /** Returns a customer and the sum of their orders, with one statement. */
  public Optional<Customer> find(int id) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT c.id, c.name, c.email, c.city, COUNT(o.id), COALESCE(SUM(o.total_cents), 0)"
                    + " FROM customer c LEFT JOIN orders o ON o.customer_id = c.id WHERE c.id = ?"
                    + " GROUP BY c.id, c.name, c.email, c.city")) {
      statement.setInt(1, id);
      try (ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
        return rows.next() ? Optional.of(customer(rows)) : Optional.empty();
      }
    }
  }

  private static Customer customer(ResultSet row) throws SQLException {
    return new Customer(
        row.getInt(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getLong(6));
  }
}
