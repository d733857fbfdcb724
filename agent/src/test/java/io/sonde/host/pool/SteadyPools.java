package io.sonde.host.pool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** A connection lent, used and given back, by every pool. */
public final class SteadyPools {

  private SteadyPools() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() throws Exception {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    for (Pools pool : Pools.values()) {
      if (pool.isPresent()) {
        DataSource dataSource = pool.open();
        calls.put(
            pool + ".lease",
            () -> {
              dataSource.getConnection().close();
              return dataSource;
            });
        calls.put(
            pool + ".leaseAndQuery",
            () -> {
              try (Connection connection = dataSource.getConnection();
                  Statement statement = connection.createStatement();
                  ResultSet found = statement.executeQuery("CALL 1")) {
                return found.next();
              }
            });
      }
    }
    return calls;
  }
}
