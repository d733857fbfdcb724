package io.sonde.agent.instrumentation.jdbc;

import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which database a connection leads to.
 *
 * <p>A connection made by {@code Driver.connect} is known by its URL. Another one is known by the
 * driver its class belongs to; for the drivers in {@link #URL_IS_LOCAL} it is asked for its URL,
 * once, which they answer from memory. A wrapper is not known: its calls nest a call of the
 * connection that is, and that one leaves the database's number in {@link
 * CallState#NESTED_DATABASE}.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code byName}</td><td>concurrent map</td><td>put once per key</td><td>the map's</td></tr>
 * <tr><td>{@code byNumber[i]}</td><td>volatile</td><td>volatile, once, before the number is handed
 * out</td><td>none</td></tr>
 * </table>
 */
final class Databases {

  private static final int MAX_DATABASES = 256;

  /** Systems whose drivers answer {@code getMetaData().getURL()} without asking the server. */
  private static final String[] URL_IS_LOCAL = {"h2database", "hsqldb", "postgresql"};

  private final WeakIdentityTable<DatabaseHandle> connections;
  private final WeakIdentityTable<DatabaseHandle> classes;
  private final JdbcMeters meters;
  private final ConcurrentHashMap<String, DatabaseHandle> byName = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable DatabaseHandle> byNumber =
      new AtomicReferenceArray<>(2 * MAX_DATABASES);
  private final AtomicInteger lastNumber = new AtomicInteger();
  private final DatabaseHandle unknown;

  /** Stands for "no class of a driver". */
  private final DatabaseHandle wrapper;

  Databases(
      WeakIdentityTable<DatabaseHandle> connections,
      WeakIdentityTable<DatabaseHandle> classes,
      JdbcMeters meters) {
    this.connections = connections;
    this.classes = classes;
    this.meters = meters;
    this.unknown = database(JdbcUrl.OTHER_SYSTEM, "");
    this.wrapper = new DatabaseHandle(0, JdbcUrl.OTHER_SYSTEM, "", meters);
  }

  JdbcMeters meters() {
    return meters;
  }

  /** The database of calls of which nothing is known. */
  DatabaseHandle unknown() {
    return unknown;
  }

  /** The database with a number from {@link DatabaseHandle#number}; the unknown one for 0. */
  DatabaseHandle numbered(long number) {
    DatabaseHandle found =
        number > 0 && number < byNumber.length() ? byNumber.get((int) number) : null;
    return found == null ? unknown : found;
  }

  /** The database that a URL names. */
  DatabaseHandle ofUrl(String url) {
    JdbcUrl parsed = JdbcUrl.parse(url);
    return database(parsed.system(), parsed.namespace());
  }

  /** Remembers a connection that a driver made. */
  void opened(Object connection, DatabaseHandle database) {
    if (connections.get(connection) == null) {
      connections.add(connection, database);
    }
  }

  /** Forgets a connection. */
  void closed(Object connection) {
    connections.remove(connection);
  }

  /** The database of a connection, or null if it is a wrapper. */
  @Nullable DatabaseHandle ofConnection(Object connection) {
    DatabaseHandle known = connections.get(connection);
    if (known != null) {
      return known;
    }
    DatabaseHandle ofDriver = ofClass(connection.getClass());
    if (ofDriver == wrapper) {
      return null;
    }
    DatabaseHandle learnt = ask(connection, ofDriver);
    connections.add(connection, learnt);
    return learnt;
  }

  /** Leaves the number of the database of an outermost call's connection, or 0, in the state. */
  void outermost(long[] state, Object connection) {
    DatabaseHandle known = ofConnection(connection);
    state[CallState.NESTED_DATABASE] = known == null ? 0 : known.number();
  }

  /** Does the same for a nested call, unless a call around it knew its database. */
  void nested(long[] state, Object connection) {
    if (state[CallState.NESTED_DATABASE] == 0) {
      outermost(state, connection);
    }
  }

  /** What can be said from the class of a statement alone. */
  DatabaseHandle ofStatement(Object statement) {
    DatabaseHandle ofDriver = ofClass(statement.getClass());
    return ofDriver == wrapper ? unknown : ofDriver;
  }

  private DatabaseHandle ofClass(Class<?> type) {
    DatabaseHandle known = classes.get(type);
    if (known == null) {
      String system = JdbcUrl.systemOfClass(type.getName());
      known = system == null ? wrapper : database(system, "");
      classes.add(type, known);
    }
    return known;
  }

  /** Asks a connection for its URL where that costs nothing; once per connection. */
  private DatabaseHandle ask(Object connection, DatabaseHandle ofDriver) {
    if (!(connection instanceof Connection jdbc) || !urlIsLocal(ofDriver.system())) {
      return ofDriver;
    }
    DatabaseHandle asked = askForUrl(jdbc);
    return asked != null && asked.system().equals(ofDriver.system()) ? asked : ofDriver;
  }

  private static boolean urlIsLocal(String system) {
    for (int i = 0; i < URL_IS_LOCAL.length; i++) {
      if (URL_IS_LOCAL[i].equals(system)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable DatabaseHandle askForUrl(Connection connection) {
    try {
      String url = connection.getMetaData().getURL();
      return url == null ? null : ofUrl(url);
    } catch (SQLException | RuntimeException closedOrUnsupported) {
      return null;
    }
  }

  private DatabaseHandle database(String system, String namespace) {
    String key = system + '\n' + namespace;
    DatabaseHandle known = byName.get(key);
    if (known != null) {
      return known;
    }
    if (byName.size() >= MAX_DATABASES && !namespace.equals("other")) {
      meters.refuseDatabase();
      return database(system, "other");
    }
    int number = lastNumber.incrementAndGet();
    if (number >= byNumber.length()) {
      lastNumber.set(byNumber.length());
      return unknown;
    }
    DatabaseHandle made = new DatabaseHandle(number, system, namespace, meters);
    byNumber.set(number, made);
    DatabaseHandle first = byName.putIfAbsent(key, made);
    return first == null ? made : first;
  }
}
