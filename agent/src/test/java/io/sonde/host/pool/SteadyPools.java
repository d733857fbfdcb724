package io.sonde.host.pool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;

/** A connection lent, used and given back, by every pool, and an object by one. */
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
    GenericObjectPool<Object> objects = new GenericObjectPool<>(new Objects());
    calls.put(
        "COMMONS_POOL.lease",
        () -> {
          objects.returnObject(objects.borrowObject());
          return objects;
        });
    return calls;
  }

  private static final class Objects extends BasePooledObjectFactory<Object> {

    @Override
    public Object create() {
      return new Object();
    }

    @Override
    public PooledObject<Object> wrap(Object object) {
      return new DefaultPooledObject<>(object);
    }
  }
}
