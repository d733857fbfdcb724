package io.sonde.agent.matrix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What one library's support is: docs/SUPPORTED.md has a row for each.
 *
 * @param technology the option's name for it
 * @param library as people call it
 * @param oldest version tested
 * @param newest version tested; empty if there is one alone
 * @param measured what is measured of it
 * @param notMeasured what others of its kind have and it has not; empty if nothing
 * @param tests simple names of the classes that show it
 */
record Coverage(
    String technology,
    String library,
    String oldest,
    String newest,
    String measured,
    String notMeasured,
    List<String> tests) {

  private static final String SERVLET = "duration, active, route, status, errors, async";
  private static final String CLIENT = "duration, active, status, errors";
  private static final String LEASES = ", waits for connections of its pool";
  private static final String CONNECTIONS = ", connections idle and used";
  private static final String POOL =
      "create, wait, use, time-outs, used, idle, max, idle minimum, pending";
  private static final String STATEMENTS =
      "duration, rows, errors by SQLState, commit and rollback; plain, prepared, callable, batches";

  /** Every row, in the order of the document. */
  static List<Coverage> all() {
    List<Coverage> all = new ArrayList<>();
    all.addAll(servers());
    all.addAll(drivers());
    all.addAll(pools());
    all.addAll(objectPools());
    all.addAll(clients());
    all.addAll(executors());
    all.addAll(caches());
    all.addAll(resilience());
    all.addAll(messaging());
    all.addAll(rpc());
    return all;
  }

  private static List<Coverage> servers() {
    String shop = Versions.property(Path.of("..", "testapp", "pom.xml"), "tomcat.version");
    List<String> tests = List.of("ServletServersTest");
    List<Coverage> all = new ArrayList<>();
    List<AppServer> oldest = AppServer.all(Age.OLDEST);
    List<AppServer> newest = AppServer.all(Age.NEWEST);
    for (int i = 0; i < newest.size(); i++) {
      all.add(
          new Coverage(
              "servlet",
              newest.get(i).title() + ", its distribution",
              oldest.get(i).version(),
              newest.get(i).version(),
              SERVLET + ", streams of events",
              "",
              List.of("ServerContractIT")));
    }
    all.addAll(embedded(shop, tests));
    all.add(
        frameworks(
            "jersey",
            "Jersey",
            "jersey-server",
            "route: templates of resource, locators, method",
            "what matches no method: the servlet's pattern; the path of a filter before it"));
    all.add(
        new Coverage(
            "resteasy",
            "RESTEasy",
            Versions.of(Libraries.jars("resteasy", Age.OLDEST), "resteasy-jaxrs"),
            Versions.of(Libraries.jars("resteasy", Age.NEWEST), "resteasy-core"),
            "route: templates of resource, locators, method",
            "what matches no method: the servlet's pattern; the path of a filter before it; 4.0",
            List.of("RouteTemplateIT")));
    all.add(
        frameworks(
            "cxf",
            "Apache CXF, JAX-RS",
            "cxf-rt-frontend-jaxrs",
            "route: the endpoint's address, templates of resource, locators, method",
            "what matches no method: the servlet's pattern; its transports that are no servlet; behind"
                + " Spring's dispatcher (`ServletWrappingController`), where each path is a route"));
    all.add(
        frameworks(
            "spark",
            "Spark, on its Jetty",
            "spark-core",
            "route: the path that was registered",
            "what no route matches; the path of its filter in a servlet container"));
    all.add(
        matrix(
            "javalin",
            "Javalin, on its Jetty",
            "javalin",
            "javalin",
            "route: the path that was registered",
            "what no handler matches; versions 4 to 6 are woven but not tested",
            List.of("RouteTemplateIT")));
    all.add(
        frameworks(
            "undertow",
            "Undertow without servlets",
            "undertow-core",
            "duration, active, route (paths and templates that its handlers matched), status, errors,"
                + " dispatches",
            "what is behind an upgrade, but for WebSockets"));
    all.add(
        frameworks(
            "servlet",
            "Spring MVC",
            "spring-webmvc",
            "route: the pattern that was matched best; streams of `SseEmitter` before their first event",
            "what matches no method: the servlet's pattern"));
    all.addAll(sockets());
    all.addAll(reactive());
    return all;
  }

  private static List<Coverage> sockets() {
    List<Coverage> all = new ArrayList<>();
    List<AppServer> oldest = AppServer.all(Age.OLDEST);
    List<AppServer> newest = AppServer.all(Age.NEWEST);
    for (int i = 0; i < newest.size(); i++) {
      if (newest.get(i).hasSockets()) {
        all.add(
            new Coverage(
                "websocket",
                "WebSocket endpoints on " + newest.get(i).title(),
                oldest.get(i).hasSockets() ? oldest.get(i).version() : "",
                newest.get(i).version(),
                "sessions open, messages received and sent by type, route",
                "clients; sizes; the work for a message",
                List.of("ServerContractIT")));
      }
    }
    all.add(
        matrix(
            "websocket",
            "Undertow's WebSocket handlers, without servlets",
            "undertow",
            "undertow-core",
            "sessions open, messages received and sent by type, route",
            "clients; sizes; the work for a message; its `WebSocketServlet`",
            List.of("RouteTemplateIT")));
    all.add(
        matrix(
            "websocket",
            "Spring's WebSocket handlers, on Tomcat",
            "spring",
            "spring-websocket",
            "as the endpoints that they are; route: the pattern of the handshake",
            "SockJS where it is no WebSocket; on Undertow the route, which is `/*`",
            List.of("RouteTemplateIT")));
    return all;
  }

  private static List<Coverage> reactive() {
    List<String> tests = List.of("ReactiveServerContractIT");
    return List.of(
        matrix(
            "reactornetty",
            "reactor-netty's `HttpServer`",
            "webflux",
            "reactor-netty-http",
            "duration, active, status, errors, async; HTTP/1.1 and HTTP/2",
            "a route (`/*`); waits behind earlier requests of a connection; streams of events count"
                + " when they end",
            tests),
        matrix(
            "reactornetty",
            "Spring WebFlux on it",
            "webflux",
            "spring-webflux",
            "route: the pattern that was matched best, of controllers and router functions",
            "what matches no handler: `/*`; router functions without the dispatcher; WebFlux on"
                + " other servers",
            tests),
        matrix(
            "websocket",
            "WebSockets on reactor-netty's `HttpServer`",
            "webflux",
            "reactor-netty-http",
            "sessions open, messages received and sent by type, route (`/*`); HTTP/1.1 and HTTP/2",
            "clients; sizes; the work for a message",
            tests),
        matrix(
            "websocket",
            "WebSockets of Spring WebFlux on reactor-netty",
            "webflux",
            "spring-webflux",
            "as what they are on; route: the pattern of the handshake",
            "WebFlux on other servers",
            tests));
  }

  private static Coverage frameworks(
      String technology, String library, String artifact, String measured, String notMeasured) {
    String kind = artifact.substring(0, artifact.indexOf('-'));
    return matrix(
        technology, library, kind, artifact, measured, notMeasured, List.of("RouteTemplateIT"));
  }

  private static List<Coverage> embedded(String shop, List<String> tests) {
    return List.of(
        new Coverage(
            "servlet",
            "Tomcat (`javax`)",
            Versions.inFolder(Versions.SERVERS, "tomcat-embed-core-8"),
            Versions.inFolder(Versions.SERVERS, "tomcat-embed-core-9"),
            SERVLET,
            "",
            tests),
        new Coverage(
            "servlet",
            "Tomcat (`jakarta`)",
            Versions.compiledWith("tomcat-embed-core") + ", " + shop,
            Versions.inFolder(Versions.SERVERS, "tomcat-embed-core-11"),
            SERVLET,
            "",
            List.of("ServletServersTest", "ServerTruthIT")),
        new Coverage(
            "servlet",
            "Jetty EE10",
            Versions.compiledWith("jetty-ee10-servlet"),
            "",
            SERVLET,
            "",
            tests),
        new Coverage(
            "servlet",
            "Undertow",
            Versions.inFolder(Versions.SERVERS, "undertow-servlet-2"),
            Versions.compiledWith("undertow-servlet"),
            SERVLET,
            "",
            tests),
        new Coverage(
            "httpserver",
            "`com.sun.net.httpserver.HttpServer`",
            "JDK 17",
            "JDK 25",
            "duration, active, route (the context's path), status, errors",
            "what a handler leaves to other threads",
            List.of("HttpServerTruthIT")));
  }

  private static List<Coverage> drivers() {
    return List.of(
        driver("H2", "h2", "h2", ""),
        driver("HSQLDB", "hsqldb", "hsqldb", ""),
        driver("Derby", "derby", "derby", ""),
        driver(
            "SQLite",
            "sqlite-jdbc",
            "sqlite-jdbc",
            "in the oldest version, keys are read by a SELECT of the driver's own, which counts"),
        driver("PostgreSQL", "postgresql", "postgresql", ""),
        driver("MariaDB Connector/J", "mariadb-java-client", "mariadb-java-client", ""),
        driver(
            "MySQL Connector/J, against MariaDB", "mysql-connector-java", "mysql-connector-j", ""),
        driver("p6spy around a driver", "p6spy", "p6spy", ""),
        driver(
            "datasource-proxy around a driver",
            "datasource-proxy",
            "datasource-proxy",
            "its own time: it makes dynamic proxies"));
  }

  private static Coverage driver(String library, String oldest, String newest, String notMeasured) {
    return new Coverage(
        "jdbc",
        library,
        Versions.of(Libraries.jars("drivers", Age.OLDEST), oldest),
        Versions.of(Libraries.jars("drivers", Age.NEWEST), newest),
        STATEMENTS,
        notMeasured,
        List.of("DriverContractIT"));
  }

  private static List<Coverage> pools() {
    String managed =
        "create of managed pools (`BasicManagedDataSource`) and of pools by user"
            + " (`SharedPoolDataSource`)";
    return List.of(
        pool("HikariCP", "HikariCP", ""),
        pool("Tomcat JDBC", "tomcat-jdbc", ""),
        pool("Commons DBCP", "commons-dbcp2", managed),
        pool("Tomcat DBCP", "tomcat-dbcp", managed),
        pool("c3p0", "c3p0", ""),
        pool("Druid", "druid", ""),
        poolBut(
            "Agroal",
            "agroal-pool",
            "time-outs as such (their exception is one for anything); used and idle unless"
                + " its own metrics are switched on",
            "time-outs, "),
        pool("Oracle UCP", "ucp", ""),
        poolBut("Vibur", "vibur-dbcp", "pending (the pool does not know)", ", pending"),
        poolBut(
            "H2's own pool",
            "h2",
            "idle minimum (it has none); pending (it does not know)",
            ", idle minimum, pending"),
        new Coverage(
            "pool",
            "any other `DataSource`",
            "–",
            "",
            "wait and use, by the class of the data source",
            "create; numbers of the pool",
            List.of("PoolWovenTest")));
  }

  private static List<Coverage> objectPools() {
    String numbers = "create, wait, use, time-outs, destroyed, used, idle, max, pending";
    String notMeasured = "who holds the objects of an empty pool";
    List<String> tests = List.of("ObjectPoolContractIT");
    return List.of(
        matrix(
            "objectpool",
            "Commons Pool 2, `GenericObjectPool`",
            "objectpools",
            "commons-pool2",
            numbers + ", idle minimum",
            notMeasured + "; `SoftReferenceObjectPool`, which has no limit",
            tests),
        matrix(
            "objectpool",
            "Commons Pool 2, `GenericKeyedObjectPool`",
            "objectpools",
            "commons-pool2",
            numbers,
            notMeasured + "; numbers by key",
            tests),
        matrix(
            "objectpool",
            "Jedis, `JedisPool`, against Redis",
            "objectpools",
            "jedis",
            numbers + ", idle minimum",
            notMeasured + "; commands",
            tests));
  }

  private static Coverage pool(String library, String artifact, String notMeasured) {
    return matrix("pool", library, "pools", artifact, POOL, notMeasured, List.of("PoolContractIT"));
  }

  private static Coverage poolBut(
      String library, String artifact, String notMeasured, String left) {
    String measured = POOL.replace(left, "");
    return matrix(
        "pool", library, "pools", artifact, measured, notMeasured, List.of("PoolContractIT"));
  }

  private static List<Coverage> clients() {
    return List.of(
        new Coverage(
            "httpclient.jdk",
            "`HttpURLConnection`, `java.net.http.HttpClient`",
            "JDK 17",
            "JDK 25",
            CLIENT,
            "",
            List.of("ClientContractIT", "HttpClientTruthIT", "HttpClientWovenIT")),
        client(
            "httpclient.apache4",
            "Apache HttpClient 4, classic",
            "httpclient",
            "httpclient",
            CLIENT + LEASES + CONNECTIONS,
            ""),
        client(
            "httpclient.apache4",
            "Apache HttpAsyncClient 4",
            "httpasyncclient",
            "httpasyncclient",
            CLIENT + LEASES + CONNECTIONS,
            "minimal and pipelining clients"),
        client(
            "httpclient.apache5",
            "Apache HttpClient 5, classic and asynchronous",
            "httpclient5",
            "httpclient5",
            CLIENT + LEASES + CONNECTIONS,
            "waits for HTTP/2's shared connections"),
        client(
            "httpclient.okhttp",
            "OkHttp, executed and enqueued",
            "okhttp",
            "okhttp-jvm",
            CLIENT,
            "waits for connections"),
        client(
            "httpclient.jetty",
            "Jetty's `HttpClient`",
            "jetty-client",
            "jetty-client",
            CLIENT,
            "waits for connections; `send(null)`; requests sent on a connection of one's own"),
        client(
            "httpclient.ahc",
            "AsyncHttpClient",
            "async-http-client",
            "async-http-client",
            CLIENT,
            "waits for connections; versions before 2.1"),
        client(
            "httpclient.reactor",
            "reactor-netty's `HttpClient`",
            "reactor-netty-http",
            "reactor-netty-http",
            CLIENT,
            "waits for connections; versions before 1.0"),
        new Coverage(
            "httpclient.reactor",
            "Spring's `WebClient` on reactor-netty",
            Versions.of(Libraries.jars("clients", Age.NEWEST), "spring-webflux"),
            "",
            "once, as what it is on",
            "",
            List.of("ClientContractIT")));
  }

  private static Coverage client(
      String technology,
      String library,
      String oldest,
      String newest,
      String measured,
      String notMeasured) {
    return new Coverage(
        technology,
        library,
        Versions.of(Libraries.jars("clients", Age.OLDEST), oldest),
        Versions.of(Libraries.jars("clients", Age.NEWEST), newest),
        measured,
        notMeasured,
        List.of("ClientContractIT"));
  }

  private static List<Coverage> executors() {
    return List.of(
        new Coverage(
            "executor",
            "`ThreadPoolExecutor`, `ScheduledThreadPoolExecutor` and subclasses",
            "JDK 17",
            "JDK 25",
            "wait, run, rejections, sizes",
            "",
            List.of("ExecutorTruthIT", "ExecutorLawIT")),
        new Coverage(
            "executor",
            "Guava's listening executors around them",
            Versions.of(Libraries.jars("executors", Age.OLDEST), "guava"),
            Versions.of(Libraries.jars("executors", Age.NEWEST), "guava"),
            "as what they are around, once",
            "",
            List.of("ExecutorContractIT")),
        executor(
            "executor",
            "Spring's `ThreadPoolTaskExecutor`, `ThreadPoolTaskScheduler`",
            "spring-context",
            "as the pools in them, once",
            ""),
        new Coverage(
            "executor.forkjoin",
            "`ForkJoinPool`, `CompletableFuture`",
            "JDK 17",
            "JDK 25",
            "wait, run, rejections of tasks handed over as `Runnable`, `Callable` or by `…Async`;"
                + " sizes",
            "forks; recursive tasks; what a `CompletableFuture` throws is a success",
            List.of("ExecutorContractIT", "ExecutorTruthIT")),
        new Coverage(
            "executor.timer",
            "`java.util.Timer`",
            "JDK 17",
            "JDK 25",
            "wait from the time a task is due, to a millisecond; run, rejections, queue",
            "waits that began before the clock was set by a second or more",
            List.of("ExecutorContractIT", "ExecutorTruthIT")),
        executor(
            "executor.tomcat",
            "Tomcat's own thread pool",
            "tomcat-embed-core",
            "wait, run, rejections, sizes",
            ""),
        executor(
            "executor.jetty",
            "Jetty's `QueuedThreadPool`",
            "jetty-util",
            "wait, run, rejections, sizes",
            "runs of selectors, acceptors and strategies, which are no tasks"),
        executor(
            "executor.jboss",
            "JBoss's `EnhancedQueueExecutor` (Undertow, WildFly)",
            "jboss-threads",
            "wait, run, rejections, sizes",
            "failures, which its handler takes"),
        executor(
            "executor.netty",
            "Netty's event loops and executors of one thread",
            "netty-common",
            "wait, run, rejections, pending tasks",
            "versions before 4.1.77; tasks scheduled by the loop itself"),
        new Coverage(
            "executor.perthread",
            "Executors of a thread per task, virtual ones too",
            "JDK 25",
            "",
            "wait, run, rejections, live threads",
            "virtual threads started by other means; pinning, of which the JVM tells its flight recorder"
                + " alone, and that stays in a process",
            List.of("ExecutorContractIT")));
  }

  private static Coverage executor(
      String technology, String library, String artifact, String measured, String notMeasured) {
    return matrix(
        technology,
        library,
        "executors",
        artifact,
        measured,
        notMeasured,
        List.of("ExecutorContractIT"));
  }

  private static List<Coverage> caches() {
    String counts = "hits, misses, puts, evictions, size, loads, without `recordStats`";
    List<String> tests = List.of("CacheContractIT");
    return List.of(
        matrix(
            "cache.caffeine",
            "Caffeine",
            "caches",
            "caffeine",
            counts,
            "loads of many keys at once by asynchronous caches; refreshing",
            tests),
        matrix(
            "cache.spring",
            "Spring's caches on Caffeine",
            "caches",
            "spring-context",
            "their names; Caffeine's numbers",
            "",
            tests),
        matrix(
            "cache.spring",
            "Spring's `ConcurrentMapCache`",
            "caches",
            "spring-context",
            "hits, misses, puts, size, loads",
            "the asynchronous `retrieve` with a loader",
            tests),
        matrix(
            "cache.guava",
            "Guava's `Cache`",
            "caches",
            "guava",
            counts,
            "loads by other threads",
            tests),
        matrix(
            "cache.ehcache",
            "Ehcache, in tiers too",
            "caches",
            "ehcache",
            "hits, misses, puts, evictions, size, loads",
            "evictions and sizes of clustered tiers; loaders that inherit the interface and declare"
                + " no exception of it",
            tests),
        matrix(
            "cache.ehcache",
            "JCache (`javax.cache`) on Ehcache",
            "caches",
            "cache-api",
            "as Ehcache, once",
            "other providers, unless built on what is measured",
            tests));
  }

  private static List<Coverage> resilience() {
    List<String> tests = List.of("ResilienceContractIT");
    return List.of(
        matrix(
            "resilience",
            "Resilience4j, circuit breakers",
            "resilience",
            "resilience4j-circuitbreaker",
            "duration by verdict, refusals, state",
            "",
            tests),
        matrix(
            "resilience",
            "Resilience4j, retries",
            "resilience",
            "resilience4j-retry",
            "calls by outcome and whether tried again",
            "times",
            tests),
        matrix(
            "resilience",
            "Resilience4j, bulkheads",
            "resilience",
            "resilience4j-bulkhead",
            "waits, refusals, places",
            "thread pools as bulkheads",
            tests),
        matrix(
            "resilience",
            "Resilience4j, rate limiters",
            "resilience",
            "resilience4j-ratelimiter",
            "waits, reservations, refusals, permissions",
            "",
            tests),
        matrix(
            "resilience",
            "Spring Retry (`RetryTemplate`, `@Retryable`)",
            "resilience",
            "spring-retry",
            "calls by outcome and whether tried again",
            "times; calls with a state that are given up",
            tests));
  }

  private static List<Coverage> messaging() {
    return List.of(
        matrix(
            "messaging.kafka",
            "Kafka's clients",
            "kafka",
            "kafka-clients",
            "sends by topic and error, polls, records consumed, time worked between polls, lag",
            "time worked for a single record; commits; share consumers",
            List.of("MessagingContractIT")),
        matrix(
            "messaging.jms",
            "ActiveMQ Artemis over JMS (oldest `javax`, newest `jakarta`)",
            "artemis",
            "artemis-core-client",
            "sends by queue or topic and error, until a `CompletionListener` is told; receives, messages received; listeners' work",
            "listeners that are lambdas (but those of a `JMSConsumer`); work for messages received; commits",
            List.of("MessagingContractIT")),
        matrix(
            "messaging.jms",
            "Spring's JMS listeners (`MessageListenerAdapter` and what it makes for `@JmsListener`)",
            "artemis",
            "spring-jms",
            "listeners' work",
            "",
            List.of("MessagingContractIT")),
        matrix(
            "messaging.rabbit",
            "RabbitMQ's client (against Qpid, which speaks its protocol)",
            "rabbit",
            "amqp-client",
            "publishes by exchange or queue and error, gets, messages got, consumers' work by queue",
            "confirmations, returns, acknowledgements",
            List.of("MessagingContractIT")));
  }

  private static List<Coverage> rpc() {
    List<String> tests = List.of("RpcContractIT");
    return List.of(
        matrix(
            "grpc",
            "gRPC, clients, on Netty and in-process",
            "rpc",
            "grpc-core",
            "duration, active, status, by method, streams too",
            "attempts by themselves; the server that is called; messages",
            tests),
        matrix(
            "grpc",
            "gRPC, servers, on Netty and in-process",
            "rpc",
            "grpc-core",
            "duration, active, status, by method, streams too",
            "messages; calls refused for their compression",
            tests));
  }

  /** A library whose versions are those of an artifact in the folders of a kind. */
  static Coverage matrix(
      String technology,
      String library,
      String kind,
      String artifact,
      String measured,
      String notMeasured,
      List<String> tests) {
    return new Coverage(
        technology,
        library,
        Versions.of(Libraries.jars(kind, Age.OLDEST), artifact),
        Versions.of(Libraries.jars(kind, Age.NEWEST), artifact),
        measured,
        notMeasured,
        tests);
  }

  /** The row of the table. */
  String row() {
    return "| "
        + String.join(
            " | ",
            technology,
            library,
            oldest,
            newest,
            measured,
            notMeasured,
            "`" + String.join("`, `", tests) + "`")
        + " |";
  }
}
