package io.sonde.agent.config;

import java.util.List;

/** The table of all options; the parser and docs/CONFIGURATION.md are made from it. */
public final class Options {

  /** Switches the whole agent off. */
  public static final Option ENABLED =
      Option.flag("enabled", true, "Whether Sonde does anything at all.");

  /** Properties file. */
  public static final Option CONFIG =
      Option.text("config", "", "A properties file with further options (names without prefix).");

  /** Address of the endpoint. */
  public static final Option LISTEN =
      Option.text(
          "listen",
          "127.0.0.1",
          "Address that the endpoint listens on. Beyond loopback a token is needed for everything"
              + " but /metrics and /health.");

  /** Port of the endpoint. */
  public static final Option PORT =
      Option.number(
          "port",
          9495,
          0,
          65535,
          "Port of the endpoint; if taken, the next free one of twenty. 0 takes any free port.");

  /** Token. */
  public static final Option TOKEN =
      Option.secret(
          "token",
          16,
          "Token for requests that need one. By default a random one is written to the discovery"
              + " folder when it is first needed.");

  /** Further host names. */
  public static final Option ALLOWED_HOSTS =
      Option.list("allowedHosts", "Further names that the Host header of a request may carry.");

  /** Technologies that are left alone. */
  public static final Option DISABLE =
      Option.list(
          "disable",
          "Technologies that are not measured: jdbc, pool, objectpool, httpclient (or one client:"
              + " httpclient.jdk, httpclient.apache4, httpclient.apache5, httpclient.okhttp,"
              + " httpclient.jetty, httpclient.ahc, httpclient.reactor),"
              + " servlet, websocket, httpserver, reactornetty, undertow, jersey, resteasy, cxf, spark, javalin, executor (or, of executors, executor.forkjoin, executor.perthread,"
              + " executor.timer, executor.tomcat, executor.jetty, executor.jboss, executor.netty),"
              + " cache (or one library: cache.caffeine, cache.guava, cache.ehcache, cache.spring),"
              + " resilience, messaging (or one client: messaging.kafka, messaging.jms, messaging.rabbit), grpc.");

  /** Cap of label sets. */
  public static final Option MAX_SERIES =
      Option.number(
          "maxSeries",
          1000,
          10,
          100_000,
          "Label sets per metric; what exceeds it goes to the label value other.");

  /** Bounds of calls. */
  public static final Option CALL_BOUNDS =
      Option.seconds(
          "callBounds",
          "0.001+0.0025+0.005+0.01+0.025+0.05+0.075+0.1+0.25+0.5+0.75+1+2.5+5+7.5+10",
          "Histogram bounds of calls.");

  /** Bounds of waits. */
  public static final Option WAIT_BOUNDS =
      Option.seconds(
          "waitBounds",
          "0.0001+0.00025+0.0005+0.001+0.0025+0.005+0.01+0.025+0.05+0.1+0.25+0.5+1+2.5+5+10",
          "Histogram bounds of waits for pools and queues.");

  /** Suspicious holding time. */
  public static final Option LEAK_SECONDS =
      Option.number(
          "pool.leakSeconds",
          60,
          0,
          86_400,
          "How long a connection of a pool may be held before it is reported as a suspected leak; 0"
              + " for no such reports.");

  /** Discovery folder. */
  public static final Option DIRECTORY =
      Option.text(
          "directory",
          "",
          "Folder for the discovery file and the token; by default sonde-<user> in the temporary"
              + " folder.");

  /** Longest wait of a class for the weaver. */
  public static final Option WEAVE_WAIT =
      Option.number(
          "weaveWaitMillis",
          3000,
          0,
          30_000,
          "How long after Sonde's start a class that is to be measured may wait, while it loads, for"
              + " the weaver to warm up. What loads later without it is rewritten as soon as it is.");

  /** Cap of a technology's cost. */
  public static final Option MAX_OVERHEAD =
      Option.number(
          "maxOverheadPercent",
          2,
          0,
          100,
          "Share of the processors' time, in percent, that measuring one technology may take. Above"
              + " it the technology is switched off until the load falls, and its numbers stand"
              + " still. 0 for no cap.");

  /** Memory of the history. */
  public static final Option HISTORY_MEGABYTES =
      Option.number(
          "history.megabytes",
          32,
          1,
          1024,
          "Memory for the history of all metrics (MB of 2^20 bytes). When it is full, the series"
              + " that were least used are dropped, and counted.");

  /** File of the history. */
  public static final Option HISTORY_FILE =
      Option.text(
          "history.file",
          "",
          "File that carries the history over a restart, one for each process; written once a"
              + " minute and at exit. Its folder must exist. None by default.");

  /** Native profiler. */
  public static final Option PROFILER_NATIVE =
      Option.flag("profiler.native", true, "Whether async-profiler's library may be loaded.");

  /** Continuous profiler. */
  public static final Option PROFILER_CONTINUOUS =
      Option.flag(
          "profiler.continuous",
          true,
          "Whether profiles of CPU time and allocation are taken all the time, at low rates, and kept"
              + " for an hour.");

  /** Whether the continuous profiler takes waits for locks too. */
  public static final Option PROFILER_LOCKS =
      Option.flag(
          "profiler.locks",
          false,
          "Whether waits for locks of 10 ms and more are sampled all the time too. In a server whose"
              + " threads wait in pools it costs 2 to 4 % of CPU, so it is off; on demand they are"
              + " sampled without it.");

  /** Folder for the native library. */
  public static final Option PROFILER_DIRECTORY =
      Option.text(
          "profiler.directory",
          "",
          "First folder to try for the profiler's library; it must allow execution.");

  /** Class histograms that nobody asked for. */
  public static final Option PROFILER_HISTOGRAMS =
      Option.flag(
          "profiler.histograms",
          true,
          "Whether, while the old generation grows and the heap is below 1 GiB, a class histogram is"
              + " taken every five minutes; it stops all threads for about 0.15 s.");

  /** Pyroscope server. */
  public static final Option PROFILER_PUSH_URL =
      Option.text(
          "profiler.push.url",
          "",
          "Address of a Pyroscope server that continuous profiles are pushed to once a minute; empty"
              + " for none.");

  /** Name at the Pyroscope server. */
  public static final Option PROFILER_PUSH_SERVICE =
      Option.text("profiler.push.service", "java", "Label service_name of pushed profiles.");

  /** Authorization at the Pyroscope server. */
  public static final Option PROFILER_PUSH_AUTHORIZATION =
      Option.secret(
          "profiler.push.authorization",
          0,
          "Header Authorization of a push, for example Bearer and a token.");

  /** Tenant at the Pyroscope server. */
  public static final Option PROFILER_PUSH_TENANT =
      Option.text("profiler.push.tenant", "", "Header X-Scope-OrgID of a push.");

  /** Quiet start. */
  public static final Option QUIET =
      Option.flag("quiet", false, "Whether to leave out the start line on stderr.");

  /** Debug output. */
  public static final Option DEBUG =
      Option.flag("debug", false, "Whether to print stack traces of swallowed errors to stderr.");

  /** What an attach is for; written by the command line. */
  public static final Option COMMAND =
      Option.text(
          "command",
          "",
          "What the command line asks of an agent that is active: status or detach.");

  /** Where a command's answer goes; written by the command line. */
  public static final Option REPLY =
      Option.text("reply", "", "File of the command line that waits for an answer.");

  /** Which jar to start; written by the command line. */
  public static final Option JAR =
      Option.text(
          "jar",
          "",
          "Jar to start from, if another one than the first attached; must be the first argument.");

  private static final List<Option> ALL =
      List.of(
          ENABLED,
          CONFIG,
          LISTEN,
          PORT,
          TOKEN,
          ALLOWED_HOSTS,
          DISABLE,
          MAX_SERIES,
          CALL_BOUNDS,
          WAIT_BOUNDS,
          LEAK_SECONDS,
          DIRECTORY,
          WEAVE_WAIT,
          HISTORY_MEGABYTES,
          HISTORY_FILE,
          MAX_OVERHEAD,
          PROFILER_NATIVE,
          PROFILER_CONTINUOUS,
          PROFILER_LOCKS,
          PROFILER_DIRECTORY,
          PROFILER_HISTOGRAMS,
          PROFILER_PUSH_URL,
          PROFILER_PUSH_SERVICE,
          PROFILER_PUSH_AUTHORIZATION,
          PROFILER_PUSH_TENANT,
          QUIET,
          DEBUG,
          COMMAND,
          REPLY,
          JAR);

  private Options() {}

  /** Every option, in the order of the docs. */
  public static List<Option> all() {
    return ALL;
  }
}
