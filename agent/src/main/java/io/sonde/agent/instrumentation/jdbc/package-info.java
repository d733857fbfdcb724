/**
 * JDBC: what the application's calls of a database cost, by statement shape.
 *
 * <h2>What is measured</h2>
 *
 * <ul>
 *   <li>{@link java.sql.Statement#execute(String)}, {@link
 *       java.sql.Statement#executeQuery(String)}, {@link java.sql.Statement#executeUpdate(String)},
 *       {@link java.sql.Statement#executeLargeUpdate(String)}, each with every overload that the
 *       interface has, and the forms without arguments of {@link java.sql.PreparedStatement};
 *   <li>{@link java.sql.Statement#executeBatch()} and {@link
 *       java.sql.Statement#executeLargeBatch()}, as one operation {@code BATCH INSERT}; {@code
 *       BATCH} alone if {@link java.sql.Statement#addBatch(String)} was given texts with several
 *       verbs;
 *   <li>{@link java.sql.Connection#commit()}, {@link java.sql.Connection#rollback()} and {@link
 *       java.sql.Connection#rollback(java.sql.Savepoint)};
 *   <li>rows: {@link java.sql.ResultSet#next()} that returned true, on the result set of {@code
 *       executeQuery} or on the first one that {@link java.sql.Statement#getResultSet()} returns
 *       after {@code execute}.
 * </ul>
 *
 * <p>On any driver, on any JDK. However many wrappers a call goes through, the outermost woven one
 * is recorded, once. What HikariCP, DBCP, c3p0, Druid and Agroal put around a driver's objects is
 * not woven: a call through their pools is measured at the driver, or at another wrapper below
 * them. Calls that a pool makes on its own behalf (a connection test, a rollback when a dirty
 * connection is given back) are calls like any other; those that a driver makes within {@link
 * java.sql.Driver#connect} or a prepare are not recorded.
 *
 * <h2>Metrics</h2>
 *
 * <ul>
 *   <li>{@code db_client_operation_duration_seconds}: from before the call to after it; labels
 *       {@code db_system_name}, {@code db_namespace}, {@code db_operation_name}, {@code
 *       db_query_summary}, {@code error_type};
 *   <li>{@code db_client_response_returned_rows}: rows per result set, when {@code next} returns
 *       false or the result set, its statement or the statement's next execution ends it; labels
 *       {@code db_system_name}, {@code db_operation_name}.
 * </ul>
 *
 * <p>An error is whatever the call throws: {@code error_type} is its SQLState if it has one, else
 * its class.
 *
 * <h2>Where texts and databases are known from</h2>
 *
 * <p>The text of a prepared statement is remembered, normalised by {@link
 * io.sonde.agent.instrumentation.jdbc.SqlNormaliser}, for the statement that the outermost {@code
 * prepareStatement} or {@code prepareCall} returned. A statement that was prepared before Sonde
 * started has operation and summary {@code unknown}. The database comes from the URL that {@link
 * java.sql.Driver#connect} was given; for connections made otherwise from the driver's package and,
 * on H2, HSQLDB and PostgreSQL, from {@code getMetaData().getURL()}, asked once per connection
 * (they answer from memory); else {@code db_namespace} is empty.
 *
 * <h2>What is NOT measured</h2>
 *
 * <ul>
 *   <li>the time of {@code next}, of reading values, of prepare, of metadata calls;
 *   <li>commits that a driver makes within {@link java.sql.Connection#setAutoCommit};
 *   <li>rows: of generated keys, of metadata, of {@code getMoreResults}; of a result set that is
 *       read on another thread than the one that executed; of the oldest when a thread has more
 *       than four open; of one that is closed before {@code next} was called. Rows that are reached
 *       by scrolling are not counted, rows that {@code next} passes twice are counted twice;
 *   <li>a call made through a {@link java.lang.reflect.Proxy} is measured where it reaches the
 *       driver, so the proxy's own time is missing;
 *   <li>calls that those pools' objects answer themselves: one on a connection that was given back
 *       throws without a call of the driver;
 *   <li>statements behind the first in a text with several: they count as part of the first.
 * </ul>
 */
package io.sonde.agent.instrumentation.jdbc;
