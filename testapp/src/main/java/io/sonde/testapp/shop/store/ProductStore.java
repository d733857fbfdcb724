package io.sonde.testapp.shop.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sonde.testapp.shop.truth.Truth;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Products, read through a cache that holds half of them. */
public final class ProductStore {

  private static final String CACHE = "products";
  private static final int CACHE_SIZE = Schema.PRODUCTS / 2;
  private static final int PAGE_ROWS = 20;

  private final Database database;
  private final Truth truth;
  private final Cache<Integer, Product> cache =
      Caffeine.newBuilder().maximumSize(CACHE_SIZE).build();

  public ProductStore(Database database, Truth truth) {
    this.database = database;
    this.truth = truth;
  }

  /** Returns a product from the cache, or from its table. */
  public Optional<Product> find(int id) throws SQLException {
    Product cached = cache.getIfPresent(id);
    truth.cacheGet(CACHE, cached != null);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<Product> stored = read(id);
    stored.ifPresent(product -> cache.put(id, product));
    return stored;
  }

  private Optional<Product> read(int id) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id, name, description, price_cents, category FROM product WHERE id = ?")) {
      statement.setInt(1, id);
      try (ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
        return rows.next() ? Optional.of(product(rows)) : Optional.empty();
      }
    }
  }

  /** Returns the page of products that follows {@code afterId}. */
  public List<Product> page(int afterId) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id, name, description, price_cents, category FROM product WHERE id > ? ORDER BY id LIMIT "
                    + PAGE_ROWS)) {
      statement.setInt(1, afterId);
      List<Product> page = new ArrayList<>(PAGE_ROWS);
      try (ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
        while (rows.next()) {
          page.add(product(rows));
        }
      }
      return page;
    }
  }

  /** Returns several products with one statement; unknown products are absent. */
  public Map<Integer, Product> findAll(Set<Integer> ids) throws SQLException {
    String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT id, name, description, price_cents, category FROM product WHERE id IN ("
                    + marks
                    + ")")) {
      int parameter = 1;
      for (int id : ids) {
        statement.setInt(parameter++, id);
      }
      Map<Integer, Product> found = new HashMap<>();
      try (ResultSet rows = truth.statement("SELECT", statement::executeQuery)) {
        while (rows.next()) {
          Product product = product(rows);
          found.put(product.id(), product);
        }
      }
      return found;
    }
  }

  /**
   * Raises the prices of one category by a cent, back by a cent the next time, and forgets what is
   * cached.
   */
  public int reprice(int category, boolean up) throws SQLException {
    try (Connection connection = database.connection();
        PreparedStatement statement =
            connection.prepareStatement(
                "UPDATE product SET price_cents = price_cents + ? WHERE category = ?")) {
      statement.setInt(1, up ? 1 : -1);
      statement.setInt(2, category % Schema.CATEGORIES);
      int changed = truth.statement("UPDATE", statement::executeUpdate);
      cache
          .asMap()
          .values()
          .removeIf(product -> product.category() == category % Schema.CATEGORIES);
      return changed;
    }
  }

  private static Product product(ResultSet row) throws SQLException {
    return new Product(
        row.getInt(1), row.getString(2), row.getString(3), row.getInt(4), row.getInt(5));
  }
}
