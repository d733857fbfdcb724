package io.sonde.testapp.shop.store;

import io.sonde.testapp.shop.truth.Truth;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything a store should not do, on purpose: a performance tool must find these. */
public final class CarelessStore {

  /** How many connections may leak: the rest of the pool goes on. */
  public static final int MOST_LEAKED = 2;

  private static final int STAR_ROWS = 50;

  private static final String WAITING_ON_H2 =
      "SELECT COUNT(*) FROM review WHERE id = ? AND " + Schema.WAIT + "(?) IS NULL";
  private static final String WAITING_ON_POSTGRES =
      "SELECT COUNT(*) FROM review, pg_sleep(? / 1000.0) WHERE id = ?";

  private final Database database;
  private final DatabaseConfig.Vendor vendor;
  private final Truth truth;
  private final List<Connection> leaked = new ArrayList<>();

  public CarelessStore(Database database, DatabaseConfig.Vendor vendor, Truth truth) {
    this.database = database;
    this.vendor = vendor;
    this.truth = truth;
  }

  /**
   * Reads {@code n} items, then the product of each with a statement of its own: 1 + n statements.
   */
  public List<String> productNamesOneByOne(int n) throws SQLException {
    try (Connection connection = database.connection()) {
      List<String> names = new ArrayList<>();
      for (int productId : itemProducts(connection, n)) {
        names.add(productName(connection, productId));
      }
      return names;
    }
  }

  private List<Integer> itemProducts(Connection connection, int n) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT product_id FROM order_item ORDER BY order_id, line LIMIT ?")) {
      statement.setInt(1, n);
      List<Integer> productIds = new ArrayList<>();
      try (ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
        while (rows.next()) {
          productIds.add(rows.getInt(1));
        }
      }
      return productIds;
    }
  }

  private String productName(Connection connection, int productId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT name FROM product WHERE id = ?")) {
      statement.setInt(1, productId);
      try (ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
        return rows.next() ? rows.getString(1) : "";
      }
    }
  }

  /** Counts the reviews that contain a text: no index can serve it, every row is read. */
  public long countReviewsContaining(String text) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT COUNT(*) FROM review WHERE body LIKE ?")) {
      statement.setString(1, "%" + text + "%");
      try (ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  /** Counts one review with a statement that takes the database as long as it is told to. */
  public long countOneReviewIn(int millis) throws SQLException {
    boolean isH2 = vendor == DatabaseConfig.Vendor.H2;
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(isH2 ? WAITING_ON_H2 : WAITING_ON_POSTGRES)) {
      statement.setInt(isH2 ? 1 : 2, 1);
      statement.setInt(isH2 ? 2 : 1, millis);
      try (ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  /**
   * Reads every column of a wide table to use two of them; the category is part of the SQL text.
   */
  public Map<Integer, String> sheetTitles(int category) throws SQLException {
    String sql =
        "SELECT * FROM product_sheet WHERE category = "
            + Math.floorMod(category, Schema.CATEGORIES)
            + " LIMIT "
            + STAR_ROWS;
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = truth.statement("SELECT", () -> statement.executeQuery(sql))) {
      Map<Integer, String> titles = new LinkedHashMap<>();
      while (rows.next()) {
        titles.put(rows.getInt("id"), rows.getString("attribute_1"));
      }
      return titles;
    }
  }

  /** Inserts a product whose id is taken: fails with SQLState 23505, always. */
  public void insertTakenProduct() throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO product (id, name, description, price_cents, category) VALUES (1, 'twice', '', 1, 1)")) {
      truth.statement("INSERT", statement::executeUpdate);
    }
  }

  /** Reads one row and keeps the connection while {@code meanwhile} runs. */
  public <T> T whileHoldingConnection(Meanwhile<T> meanwhile) throws Exception {
    try (Connection connection = database.connection()) {
      productName(connection, 1);
      return meanwhile.run();
    }
  }

  /**
   * Reads one row and never gives the connection back; does nothing when {@link #MOST_LEAKED} are
   * gone. Returns how many are.
   */
  public synchronized int leakConnection() throws SQLException {
    if (leaked.size() < MOST_LEAKED) {
      Connection connection = database.connection();
      leaked.add(connection);
      productName(connection, 1);
    }
    return leaked.size();
  }

  /** What is done while the connection is held. */
  @FunctionalInterface
  public interface Meanwhile<T> {
    T run() throws Exception;
  }
}
