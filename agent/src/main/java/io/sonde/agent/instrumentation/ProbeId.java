package io.sonde.agent.instrumentation;

/**
 * The numbers that connect advice with probes.
 *
 * <p>They are compile-time constants, so that inlined code contains the number alone.
 */
public final class ProbeId {

  // jdbc
  public static final int JDBC_EXECUTE = 1;
  public static final int JDBC_PREPARE = 2;
  public static final int JDBC_BATCH = 3;
  public static final int JDBC_TRANSACTION = 4;
  public static final int JDBC_CONNECT = 5;
  public static final int JDBC_CLOSE = 6;
  public static final int JDBC_ROWS = 7;
  public static final int JDBC_ADD_BATCH = 8;
  public static final int JDBC_RESULT_SET = 9;

  // pool
  public static final int POOL_GET = 10;
  public static final int POOL_RELEASE = 11;
  public static final int POOL_CREATE = 12;
  public static final int POOL_PROXY_CALL = 13;

  // httpclient
  public static final int HTTP_URL_CONNECTION = 15;
  public static final int JDK_HTTP_CLIENT = 16;
  public static final int JDK_HTTP_CLIENT_ASYNC = 17;
  public static final int HTTP_URL_CONNECTION_OPEN = 18;
  public static final int JDK_HTTP_CLIENT_RESPONSE = 19;

  // servlet
  public static final int SERVLET_SERVICE = 20;

  // executor
  public static final int EXECUTOR_SUBMIT = 25;
  public static final int EXECUTOR_BEFORE = 26;
  public static final int EXECUTOR_AFTER = 27;
  public static final int EXECUTOR_REJECT = 28;
  public static final int EXECUTOR_REMOVE = 29;
  public static final int EXECUTOR_FAIL = 31;
  public static final int TIMER_DUE = 70;
  public static final int TIMER_SCHEDULE = 71;
  public static final int TIMER_TAKE = 72;
  public static final int TIMER_NEXT = 73;
  public static final int TIMER_CLEAR = 74;
  public static final int TIMER_CANCEL = 75;

  // HTTP clients beyond the JDK
  public static final int APACHE4_CLIENT = 40;
  public static final int APACHE5_CLIENT = 41;
  public static final int APACHE5_ASYNC_CLIENT = 42;
  public static final int APACHE5_ASYNC_RESPONSE = 43;
  public static final int APACHE5_ASYNC_FAILURE = 44;
  public static final int APACHE5_ASYNC_CANCEL = 45;
  public static final int OKHTTP_EXECUTE = 46;
  public static final int OKHTTP_ENQUEUE = 47;
  public static final int OKHTTP_RESPOND = 48;
  public static final int OKHTTP_REFUSE = 49;
  public static final int OKHTTP_FINISH = 50;

  public static final int APACHE4_LEASE = 51;
  public static final int APACHE5_LEASE = 52;
  public static final int APACHE5_ASYNC_LEASE = 87;
  public static final int APACHE5_ASYNC_LEASED = 88;

  public static final int APACHE4_ASYNC_CLIENT = 53;
  public static final int APACHE4_ASYNC_REQUEST = 54;
  public static final int APACHE4_ASYNC_RESPONSE = 55;
  public static final int APACHE4_ASYNC_FAILURE = 56;
  public static final int APACHE4_ASYNC_CANCEL = 57;

  public static final int APACHE4_ASYNC_NO_CONNECTION = 58;

  // the JDK's HTTP server
  public static final int JDK_HTTP_SERVER = 90;
  // caches
  public static final int CAFFEINE_RECORDS = 100;
  public static final int CAFFEINE_HITS = 101;
  public static final int CAFFEINE_MISSES = 102;
  public static final int CAFFEINE_EVICTION = 103;
  public static final int CAFFEINE_GET_ALL = 104;
  public static final int CAFFEINE_COMPUTE = 105;
  public static final int CAFFEINE_ASKED = 106;
  public static final int CAFFEINE_WRITTEN = 107;
  public static final int CAFFEINE_PUT = 108;
  public static final int CAFFEINE_PUT_IF_ABSENT = 109;
  public static final int GUAVA_CALL = 110;
  public static final int GUAVA_HITS = 111;
  public static final int GUAVA_MISSES = 112;
  public static final int GUAVA_PUT = 113;
  public static final int GUAVA_PUT_IF_ABSENT = 114;
  public static final int GUAVA_LOADED = 115;
  public static final int GUAVA_REMOVED = 116;
  public static final int SPRING_CACHE = 117;

  // resilience
  public static final int BREAKER_PERMISSION = 120;
  public static final int BREAKER_SUCCESS = 121;
  public static final int BREAKER_FAILURE = 122;
  public static final int BREAKER_IGNORED = 123;
  public static final int RETRY_CALL = 124;
  public static final int BULKHEAD = 125;
  public static final int RATE_LIMITER = 126;
  public static final int RATE_RESERVATION = 127;

  // executors beyond the JDK's thread pools
  public static final int TOMCAT_SUBMIT = 130;
  public static final int TOMCAT_BEFORE = 131;
  public static final int TOMCAT_AFTER = 132;
  public static final int TOMCAT_REJECT = 133;
  public static final int TOMCAT_REMOVE = 134;
  public static final int JETTY_SUBMIT = 135;
  public static final int JETTY_RUN = 136;
  public static final int FORK_JOIN_SUBMIT = 137;
  public static final int FORK_JOIN_RUN = 138;
  public static final int JBOSS_SUBMIT = 139;
  public static final int JBOSS_RUN = 140;
  public static final int JBOSS_REJECT = 141;
  public static final int THREAD_START = 142;
  public static final int THREAD_REFUSE = 143;
  public static final int THREAD_RUN = 144;
  public static final int NETTY_SUBMIT = 145;
  public static final int NETTY_RUN = 146;

  // messaging
  public static final int KAFKA_SEND = 150;
  public static final int KAFKA_APPEND = 151;
  public static final int KAFKA_COMPLETE = 152;
  public static final int KAFKA_POLL = 153;
  public static final int KAFKA_CLOSE = 154;
  public static final int JMS_SEND = 155;
  public static final int JMS_SEND_ASYNC = 156;
  public static final int JMS_COMPLETE = 157;
  public static final int JMS_RECEIVE = 158;
  public static final int JMS_PROCESS = 159;
  public static final int RABBIT_PUBLISH = 160;
  public static final int RABBIT_GET = 161;
  public static final int RABBIT_CONSUME = 162;
  public static final int RABBIT_DELIVER = 163;

  // Ehcache
  public static final int EHCACHE_USED = 190;
  public static final int EHCACHE_MADE = 191;
  public static final int EHCACHE_GIVEN_UP = 192;
  public static final int EHCACHE_CALL = 216;
  public static final int EHCACHE_LOAD = 217;

  // Spring's caches on plain maps
  public static final int SPRING_MAP_LOOKUP = 193;
  public static final int SPRING_MAP_PUT = 194;

  // loads
  public static final int GUAVA_LOAD = 198;

  // loads of Spring's caches on plain maps, and those of many keys at once
  public static final int SPRING_MAP_GET = 252;
  public static final int SPRING_MAP_STORED = 253;
  public static final int CAFFEINE_BULK = 254;
  public static final int CAFFEINE_LOAD = 255;
  public static final int CAFFEINE_REPLACED = 84;
  public static final int CAFFEINE_REMOVED = 85;

  // Spring Retry
  public static final int SPRING_RETRY = 195;
  public static final int SPRING_RETRY_FAILURE = 196;
  public static final int SPRING_RETRY_EXHAUSTED = 197;
  public static final int SPRING_RETRY_OPEN = 89;

  // Jersey
  public static final int JERSEY_MATCH = 91;

  // HTTP clients: Jetty's, AsyncHttpClient, reactor-netty
  public static final int JETTY_CLIENT_SEND = 170;
  public static final int JETTY_CLIENT_BEGIN = 171;
  public static final int JETTY_CLIENT_COMPLETE = 172;
  public static final int AHC_BEGIN = 173;
  public static final int AHC_RESPONSE = 174;
  public static final int AHC_DONE = 175;
  public static final int AHC_ABORT = 176;
  public static final int AHC_CANCEL = 177;
  public static final int REACTOR_BEGIN = 178;
  public static final int REACTOR_BIND = 179;
  public static final int REACTOR_RESPONSE = 180;
  public static final int REACTOR_FAILURE = 181;
  public static final int REACTOR_CANCEL = 182;

  // route templates beyond Spring's and Jersey's
  public static final int RESTEASY_MATCH = 226;
  public static final int CXF_MATCH = 227;
  public static final int SPARK_MATCH = 228;
  public static final int JAVALIN_MATCH = 229;

  // Undertow without servlets
  public static final int UNDERTOW_ROOT = 230;
  public static final int UNDERTOW_COMPLETE = 231;
  public static final int UNDERTOW_SERVLET = 232;
  public static final int UNDERTOW_DISPATCH = 233;
  public static final int UNDERTOW_UPGRADE = 86;

  // gRPC
  public static final int GRPC_CALL_START = 218;
  public static final int GRPC_CALL_BIND = 219;
  public static final int GRPC_CALL_CLOSE = 220;
  public static final int GRPC_STREAM_CREATED = 221;
  public static final int GRPC_METHOD_FOUND = 222;
  public static final int GRPC_STATUS_SENT = 223;
  public static final int GRPC_STREAM_CLOSED = 224;
  public static final int GRPC_HANDLE = 225;

  // reactor-netty's server, Spring WebFlux on it
  public static final int REACTOR_SERVER_REQUEST = 210;
  public static final int REACTOR_SERVER_END = 211;
  public static final int REACTOR_SERVER_FAILURE = 212;
  public static final int REACTOR_SERVER_UPGRADE = 213;
  public static final int WEBFLUX_MATCH = 214;
  public static final int REACTOR_SERVER_COMPLETE = 215;

  // pools of objects
  public static final int OBJECT_POOL_BORROW = 234;
  public static final int OBJECT_POOL_RETURN = 235;
  public static final int OBJECT_POOL_CREATE = 236;
  public static final int OBJECT_POOL_DESTROY = 237;

  // what opens a connection of a pool, or returns null
  public static final int POOL_TRY_TO_CREATE = 238;

  // pools of HTTP clients
  public static final int APACHE4_POOL = 240;
  public static final int APACHE4_ASYNC_LEASE = 92;
  public static final int APACHE4_ASYNC_NO_LEASE = 93;
  public static final int APACHE5_POOL = 241;

  // WebSocket sessions of Tomcat, Jetty and Undertow
  public static final int TOMCAT_WEBSOCKET_OPEN = 246;
  public static final int TOMCAT_WEBSOCKET_RECEIVE = 247;
  public static final int TOMCAT_WEBSOCKET_SEND = 248;
  public static final int JETTY_WEBSOCKET_OPEN = 249;
  public static final int JETTY_WEBSOCKET_RECEIVE = 250;
  public static final int JETTY_WEBSOCKET_SEND = 251;
  public static final int JETTY9_WEBSOCKET_OPEN = 242;
  public static final int JETTY9_WEBSOCKET_RECEIVE = 243;
  public static final int JETTY9_WEBSOCKET_SEND = 244;
  public static final int JETTY9_WEBSOCKET_CLOSE = 245;
  public static final int UNDERTOW_WEBSOCKET_OPEN = 164;
  public static final int UNDERTOW_WEBSOCKET_CLOSE = 165;
  public static final int UNDERTOW_WEBSOCKET_RECEIVE = 166;
  public static final int UNDERTOW_WEBSOCKET_SEND = 167;
  public static final int UNDERTOW_WEBSOCKET_HANDSHAKE = 83;
  public static final int LIBERTY_WEBSOCKET_OPEN = 80;
  public static final int LIBERTY_WEBSOCKET_RECEIVE = 81;
  public static final int LIBERTY_WEBSOCKET_SEND = 82;
  public static final int WEBSOCKET_CLOSE = 168;

  // and of reactor-netty
  public static final int REACTOR_WEBSOCKET_OPEN = 60;
  public static final int REACTOR_WEBSOCKET_CLOSE = 61;
  public static final int REACTOR_WEBSOCKET_RECEIVE = 62;
  public static final int REACTOR_WEBSOCKET_SEND = 63;

  // server-sent events of Spring MVC
  public static final int SPRING_EVENT_STREAM = 169;

  private ProbeId() {}
}
