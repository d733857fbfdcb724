/**
 * Connection pools: how long callers wait for a connection and how long they keep it.
 *
 * <h2>What is measured</h2>
 *
 * <ul>
 *   <li>{@link javax.sql.DataSource#getConnection()} and {@link
 *       javax.sql.DataSource#getConnection(String, String)}, the outermost call, whether it returns
 *       or throws;
 *   <li>from its return to the first {@link java.sql.Connection#close()} of the object it returned;
 *   <li>what opens a pool's connection, on whatever thread, from before the driver is asked until
 *       the pool has prepared the connection: {@code PoolBase.newConnection} of HikariCP (3 to 7),
 *       {@code PooledConnection.connect} of Tomcat JDBC, {@code
 *       PoolableConnectionFactory.makeObject} of Commons DBCP and Tomcat's copy of it, {@code
 *       WrapperConnectionPoolDataSource.getPooledConnection} of c3p0, {@code
 *       createPhysicalConnection} of Druid, {@code ConnectionFactory.createConnection} of Agroal,
 *       {@code ConnectionFactory.create} of Vibur, {@code Database.createPooledConnection} of UCP,
 *       {@code JdbcDataSource.getPooledConnection} for H2's pool;
 *   <li>the numbers of the pools that {@link io.sonde.agent.instrumentation.pool.PoolSource} knows.
 * </ul>
 *
 * <h2>Metrics</h2>
 *
 * <p>All with the label {@code db_client_connection_pool_name}.
 *
 * <ul>
 *   <li>{@code db_client_connection_wait_time_seconds}: time in {@code getConnection}, failures and
 *       time-outs included;
 *   <li>{@code db_client_connection_use_time_seconds}: time a connection was held; one that is
 *       never closed is never recorded;
 *   <li>{@code db_client_connection_timeouts_total}: calls that threw {@link
 *       java.sql.SQLTransientConnectionException}, {@link java.sql.SQLTimeoutException}, or the
 *       time-out type of Tomcat's or Druid's pool, or a bare {@link java.sql.SQLException} whose
 *       cause or number says so (Commons DBCP, c3p0, UCP, H2's pool);
 *   <li>the same pools: {@code db_client_connection_create_time_seconds} (successes), once for each
 *       connection to the database, those included that a pool opens to try whether it can (Commons
 *       DBCP, newer versions of c3p0) or again in place of another (Tomcat JDBC); Vibur 16 includes
 *       its own repetitions and the pauses between them. One that is opened within a caller's
 *       {@code getConnection} is part of that wait as well;
 *   <li>pools whose numbers can be read (HikariCP, Tomcat JDBC, Commons DBCP and Tomcat's copy of
 *       it, c3p0, Druid, Vibur, Agroal, UCP, H2's), as far as each has them: {@code
 *       db_client_connection_count} with {@code db_client_connection_state} {@code used} or {@code
 *       idle}, {@code db_client_connection_max}, {@code db_client_connection_idle_min}, {@code
 *       db_client_connection_pending_requests}; read about once a second from the data source, and
 *       gone with it. Vibur and H2 have no pending callers; Agroal counts used and idle ones only
 *       if its own metrics are switched on.
 * </ul>
 *
 * <h2>Loans</h2>
 *
 * <p>Of each lent connection: the pool, since when, the thread's name and its route. Looked at once
 * a second ({@link io.sonde.agent.instrumentation.pool.LoanBook}): who holds connections of an
 * empty pool, what is held for longer than the option {@code pool.leakSeconds}, and what became
 * garbage without having been closed. It is no metric; findings and {@code /api/v1/pools} show it.
 *
 * <h2>Names</h2>
 *
 * <p>The pool's own name (HikariCP, Tomcat JDBC, c3p0, Druid, Vibur, UCP) unless the pool made it
 * up, else the simple name of the data source's class; {@code -2}, {@code -3} for further ones that
 * live at the same time. The name of a pool that was closed or collected is free again. A data
 * source that wraps a known pool is recorded under the pool's name.
 *
 * <h2>What to know when reading</h2>
 *
 * <ul>
 *   <li>A data source that is no pool opens a connection with each call; it is recorded like a
 *       pool, under its class ({@code JdbcDataSource}), and its wait is the time to connect.
 *   <li>A pool's call of the driver's own data source is not recorded if it happens within a
 *       caller's {@code getConnection}, or where a pool named above opens a connection. Another
 *       pool that tops itself up on its own thread from a driver's data source shows under that
 *       data source's class.
 *   <li>What a pool opens before it was first asked for a connection is shown at once if its data
 *       source opens it (HikariCP, Druid, Vibur); else the first {@value
 *       io.sonde.agent.instrumentation.pool.Creations#MAX_PARKED} are shown within about a second
 *       of the first call, and further ones counted in {@code sonde_overflow_total}.
 *   <li>A pool that has another pool for its data source creates a connection whenever it takes one
 *       of that: each pool's creations stand under its own name, if it has been asked by others
 *       than a pool or is HikariCP, Druid or Vibur.
 * </ul>
 *
 * <h2>What is NOT measured</h2>
 *
 * <ul>
 *   <li>the holding time of connections that are {@link java.lang.reflect.Proxy} objects with
 *       handlers other than Tomcat's and Vibur's: their {@code close} is no woven code;
 *   <li>time-outs of Agroal, as time-outs: they are bare {@link java.sql.SQLException}s; their wait
 *       is recorded;
 *   <li>the creation of connections by H2's pool from another data source than {@code
 *       JdbcDataSource}, by c3p0 from a driver's {@link javax.sql.ConnectionPoolDataSource}, by
 *       Commons DBCP's managed pools ({@code BasicManagedDataSource}) and its pools by user ({@code
 *       SharedPoolDataSource}, {@code PerUserPoolDataSource}), by Druid before 1.1, and what UCP
 *       opens to try a validation query or to ask Oracle RAC;
 *   <li>numbers and creations of other pools, and of any pool under a relocated package.
 * </ul>
 */
package io.sonde.agent.instrumentation.pool;
