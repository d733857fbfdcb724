package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.List;

/** Data sources and the connections they lend, of every pool. */
public final class PoolInstrumentation implements Technology {

  private static final String PACKAGE = "io.sonde.agent.instrumentation.pool.";
  private static final String GET = PACKAGE + "PoolAdvice$Get";
  private static final String RELEASE = PACKAGE + "PoolAdvice$Release";
  private static final String CREATE = PACKAGE + "PoolAdvice$Create";
  private static final String PROXY_CALL = PACKAGE + "PoolAdvice$ProxyCall";

  /** Handlers of the dynamic proxies that pools lend. */
  static final List<String> PROXY_HANDLERS =
      List.of(
          "org.apache.tomcat.jdbc.pool.DisposableConnectionFacade",
          "org.apache.tomcat.jdbc.pool.ProxyConnection",
          "org.vibur.dbcp.proxy.AbstractInvocationHandler");

  /** Made by hand in the list of technologies. */
  public PoolInstrumentation() {}

  @Override
  public String name() {
    return "pool";
  }

  @Override
  public List<TypeRule> types() {
    String invoke =
        "(Ljava/lang/Object;Ljava/lang/reflect/Method;[Ljava/lang/Object;)Ljava/lang/Object;";
    String withUser = "(Ljava/lang/String;Ljava/lang/String;)Ljava/sql/Connection;";
    return List.of(
        TypeRule.marked(
            List.of("()Ljava/sql/Connection;", withUser),
            List.of("javax.sql.DataSource"),
            List.of(
                new MethodRule("getConnection", "()Ljava/sql/Connection;", GET),
                new MethodRule("getConnection", withUser, GET))),
        TypeRule.marked(
            List.of("java/sql/Connection"),
            List.of("java.sql.Connection"),
            List.of(new MethodRule("close", "()V", RELEASE))),
        // closes itself without a word of java.sql.Connection
        TypeRule.named(
            List.of("org.h2.jdbcx.JdbcXAConnection$PooledJdbcConnection"),
            List.of(new MethodRule("close", "()V", RELEASE))),
        TypeRule.named(
            List.of("com.zaxxer.hikari.pool.PoolBase"),
            List.of(
                new MethodRule("newConnection", "()Ljava/sql/Connection;", CREATE),
                new MethodRule("newConnection", "(Z)Ljava/sql/Connection;", CREATE))),
        // declares a narrower type, and who names it does not come through DataSource's method
        TypeRule.named(
            List.of("com.alibaba.druid.pool.DruidDataSource"),
            List.of(
                new MethodRule(
                    "getConnection", "(J)Lcom/alibaba/druid/pool/DruidPooledConnection;", GET))),
        TypeRule.named(PROXY_HANDLERS, List.of(new MethodRule("invoke", invoke, PROXY_CALL))));
  }

  @Override
  public void install(ProbeContext context) {
    PoolMeters meters = new PoolMeters(context);
    PoolNames names = new PoolNames(meters);
    DataSources dataSources = new DataSources(context.sideTable("pool_data_sources", 2_000), names);
    LostLeases lost = new LostLeases();
    LeaseTable open = new LeaseTable(context.sideTable("pool_leases", 50_000, lost::add));
    Leases leases = new Leases(open, context.requests());
    LoanBook loans = new LoanBook(leases, lost, context.requests(), context.leakAfter());
    context.loansFrom(loans);
    context.install(
        ProbeId.POOL_GET, new GetConnectionProbe(dataSources, leases, context.requests()));
    context.install(ProbeId.POOL_RELEASE, new ReleaseProbe(leases));
    context.install(ProbeId.POOL_PROXY_CALL, new ProxyCallProbe(leases));
    context.install(ProbeId.POOL_CREATE, new CreateProbe(names));
    context.beforeReading(() -> leases.sweep(System.nanoTime()));
    context.beforeReading(new PoolGauges(dataSources, context.registry(), loans)::refresh);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.POOL_GET, ProbeId.POOL_CREATE};
  }
}
