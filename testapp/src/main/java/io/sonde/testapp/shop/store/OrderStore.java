package io.sonde.testapp.shop.store;

import io.sonde.testapp.shop.truth.Truth;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Orders and their items. */
public final class OrderStore {

  private static final int LIST_ROWS = 20;

  private final Database database;
  private final Truth truth;

  public OrderStore(Database database, Truth truth) {
    this.database = database;
    this.truth = truth;
  }

  /** Stores an order and its items in one transaction and returns it with its id. */
  public Order create(int customerId, List<Order.Item> items) throws SQLException {
    long totalCents =
        items.stream().mapToLong(item -> (long) item.quantity() * item.priceCents()).sum();
    return database.inTransaction(
        connection -> {
          long id = insertOrder(connection, customerId, totalCents);
          insertItems(connection, id, items);
          return new Order(id, customerId, "new", totalCents, items);
        });
  }

  private long insertOrder(Connection connection, int customerId, long totalCents)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO orders (customer_id, status, total_cents, created_at) VALUES (?, 'new', ?, ?)",
            new String[] {"id"})) {
      statement.setInt(1, customerId);
      statement.setLong(2, totalCents);
      statement.setTimestamp(3, Timestamp.from(Instant.now()));
      truth.statement("INSERT", statement::executeUpdate);
      try (ResultSet keys = statement.getGeneratedKeys()) {
        if (!keys.next()) {
          throw new SQLException("the database returned no key for the new order");
        }
        return keys.getLong(1);
      }
    }
  }

  private void insertItems(Connection connection, long orderId, List<Order.Item> items)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO order_item (order_id, line, product_id, quantity, price_cents) VALUES (?, ?, ?, ?, ?)")) {
      for (int line = 0; line < items.size(); line++) {
        Order.Item item = items.get(line);
        statement.setLong(1, orderId);
        statement.setInt(2, line);
        statement.setInt(3, item.productId());
        statement.setInt(4, item.quantity());
        statement.setInt(5, item.priceCents());
        statement.addBatch();
      }
      truth.statement("BATCH INSERT", statement::executeBatch);
    }
  }

  /** Changes the state of one order. */
  public void setStatus(long id, String status) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement("UPDATE orders SET status = ? WHERE id = ?")) {
      statement.setString(1, status);
      statement.setLong(2, id);
      truth.statement("UPDATE", statement::executeUpdate);
    }
  }

  /** Returns an order with its items and their products, with one statement. */
  public Optional<Order> find(long id) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT o.customer_id, o.status, o.total_cents, i.product_id, p.name, i.quantity, i.price_cents"
                    + " FROM orders o JOIN order_item i ON i.order_id = o.id JOIN product p ON p.id = i.product_id"
                    + " WHERE o.id = ? ORDER BY i.line")) {
      statement.setLong(1, id);
      try (ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
        return order(id, rows);
      }
    }
  }

  private static Optional<Order> order(long id, ResultSet rows) throws SQLException {
    if (!rows.next()) {
      return Optional.empty();
    }
    int customerId = rows.getInt(1);
    String status = rows.getString(2);
    long totalCents = rows.getLong(3);
    List<Order.Item> items = new ArrayList<>();
    do {
      items.add(new Order.Item(rows.getInt(4), rows.getString(5), rows.getInt(6), rows.getInt(7)));
    } while (rows.next());
    return Optional.of(new Order(id, customerId, status, totalCents, items));
  }

  /** Returns the newest orders. */
  public List<Order.Heading> latest() throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id, customer_id, status, total_cents FROM orders ORDER BY id DESC LIMIT "
                    + LIST_ROWS);
        ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
      List<Order.Heading> headings = new ArrayList<>(LIST_ROWS);
      while (rows.next()) {
        headings.add(
            new Order.Heading(rows.getLong(1), rows.getInt(2), rows.getString(3), rows.getLong(4)));
      }
      return headings;
    }
  }

  /** Deletes all orders but the first ones and the newest, and returns how many they were. */
  public int deleteAllBut(int newest) throws SQLException {
    return database.inTransaction(
        connection -> {
          delete(connection, "DELETE FROM order_item WHERE order_id", newest);
          return delete(connection, "DELETE FROM orders WHERE id", newest);
        });
  }

  private int delete(Connection connection, String deleteByKey, int newest) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            deleteByKey + " BETWEEN ? AND (SELECT COALESCE(MAX(id), 0) FROM orders) - ?")) {
      statement.setLong(1, Schema.FIRST_ORDERS + 1);
      statement.setLong(2, newest);
      return truth.statement("DELETE", statement::executeUpdate);
    }
  }
}
