package io.sonde.agent.instrumentation.pool;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Data sources and the connections they lend, of every pool. */
public final class PoolInstrumentation implements Technology {

  private static final String PACKAGE = "io.sonde.agent.instrumentation.pool.";
  private static final String GET = PACKAGE + "PoolAdvice$Get";
  private static final String RELEASE = PACKAGE + "PoolAdvice$Release";
  private static final String CREATE = PACKAGE + "PoolAdvice$Create";
  private static final String TRY_TO_CREATE = PACKAGE + "PoolAdvice$TryToCreate";
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
    List<TypeRule> types = new ArrayList<>(creations());
    Collections.addAll(
        types,
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
        // declares a narrower type, and who names it does not come through DataSource's method
        TypeRule.named(
            List.of("com.alibaba.druid.pool.DruidDataSource"),
            List.of(
                new MethodRule(
                    "getConnection", "(J)Lcom/alibaba/druid/pool/DruidPooledConnection;", GET))),
        TypeRule.named(PROXY_HANDLERS, List.of(new MethodRule("invoke", invoke, PROXY_CALL))));
    return types;
  }

  /** Where pools open connections: what surrounds the driver's part and their own, and no more. */
  private static List<TypeRule> creations() {
    String customizer = "Lcom/mchange/v2/c3p0/ConnectionCustomizer;Ljava/lang/String;)";
    String pooled = "Ljavax/sql/PooledConnection;";
    return List.of(
        TypeRule.named(
            List.of(Opener.HIKARI),
            List.of(
                new MethodRule("newConnection", "()Ljava/sql/Connection;", CREATE),
                new MethodRule("newConnection", "(Z)Ljava/sql/Connection;", CREATE))),
        // also when it connects again
        creation("connect", "()V", Opener.TOMCAT_JDBC),
        creation("makeObject", "()Lorg/apache/commons/pool2/PooledObject;", Opener.DBCP2),
        creation(
            "makeObject", "()Lorg/apache/tomcat/dbcp/pool2/PooledObject;", Opener.TOMCAT_DBCP2),
        TypeRule.named(
            List.of(Opener.C3P0),
            List.of(
                new MethodRule("getPooledConnection", "(" + customizer + pooled, CREATE),
                new MethodRule(
                    "getPooledConnection",
                    "(Ljava/lang/String;Ljava/lang/String;" + customizer + pooled,
                    CREATE))),
        creation(
            "createPhysicalConnection",
            "()Lcom/alibaba/druid/pool/DruidAbstractDataSource$PhysicalConnectionInfo;",
            Opener.DRUID),
        creation("createConnection", "()Ljavax/sql/XAConnection;", Opener.AGROAL),
        creation(
            "create",
            "(Lorg/vibur/dbcp/pool/Connector;)Lorg/vibur/dbcp/pool/ConnHolder;",
            Opener.VIBUR),
        TypeRule.named(
            List.of(Opener.UCP),
            List.of(
                new MethodRule(
                    "createPooledConnection",
                    "(Loracle/ucp/ConnectionRetrievalInfo;)Loracle/ucp/UniversalPooledConnection;",
                    TRY_TO_CREATE))),
        creation("getPooledConnection", "()" + pooled, Opener.H2));
  }

  private static TypeRule creation(String method, String descriptor, String type) {
    return TypeRule.named(List.of(type), List.of(new MethodRule(method, descriptor, CREATE)));
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
    Creations creations =
        new Creations(
            dataSources, context.sideTable("pool_openers", Creations.MAX_OPENERS), meters);
    context.install(ProbeId.POOL_CREATE, new CreateProbe(creations, false));
    context.install(ProbeId.POOL_TRY_TO_CREATE, new CreateProbe(creations, true));
    context.beforeReading(() -> leases.sweep(System.nanoTime()));
    context.beforeReading(creations::refresh);
    context.beforeReading(new PoolGauges(dataSources, context.registry(), loans)::refresh);
  }

  @Override
  public int[] beginnings() {
    return new int[] {ProbeId.POOL_GET, ProbeId.POOL_CREATE, ProbeId.POOL_TRY_TO_CREATE};
  }
}
