package io.sonde.agent.instrumentation;

import io.sonde.agent.instrumentation.cache.caffeine.CaffeineInstrumentation;
import io.sonde.agent.instrumentation.cache.ehcache.EhcacheInstrumentation;
import io.sonde.agent.instrumentation.cache.guava.GuavaInstrumentation;
import io.sonde.agent.instrumentation.cache.spring.SpringInstrumentation;
import io.sonde.agent.instrumentation.cxf.CxfInstrumentation;
import io.sonde.agent.instrumentation.executor.ExecutorInstrumentation;
import io.sonde.agent.instrumentation.executor.forkjoin.ForkJoinInstrumentation;
import io.sonde.agent.instrumentation.executor.jboss.JbossInstrumentation;
import io.sonde.agent.instrumentation.executor.jetty.JettyInstrumentation;
import io.sonde.agent.instrumentation.executor.netty.NettyInstrumentation;
import io.sonde.agent.instrumentation.executor.perthread.PerThreadInstrumentation;
import io.sonde.agent.instrumentation.executor.timer.TimerInstrumentation;
import io.sonde.agent.instrumentation.executor.tomcat.TomcatInstrumentation;
import io.sonde.agent.instrumentation.grpc.GrpcInstrumentation;
import io.sonde.agent.instrumentation.httpclient.ahc.AhcInstrumentation;
import io.sonde.agent.instrumentation.httpclient.apache4.Apache4Instrumentation;
import io.sonde.agent.instrumentation.httpclient.apache5.Apache5Instrumentation;
import io.sonde.agent.instrumentation.httpclient.jdk.JdkHttpInstrumentation;
import io.sonde.agent.instrumentation.httpclient.jetty.JettyClientInstrumentation;
import io.sonde.agent.instrumentation.httpclient.okhttp.OkHttpInstrumentation;
import io.sonde.agent.instrumentation.httpclient.reactor.ReactorInstrumentation;
import io.sonde.agent.instrumentation.httpserver.HttpServerInstrumentation;
import io.sonde.agent.instrumentation.javalin.JavalinInstrumentation;
import io.sonde.agent.instrumentation.jdbc.JdbcInstrumentation;
import io.sonde.agent.instrumentation.jersey.JerseyInstrumentation;
import io.sonde.agent.instrumentation.messaging.jms.JmsInstrumentation;
import io.sonde.agent.instrumentation.messaging.kafka.KafkaInstrumentation;
import io.sonde.agent.instrumentation.messaging.rabbit.RabbitInstrumentation;
import io.sonde.agent.instrumentation.objectpool.ObjectPoolInstrumentation;
import io.sonde.agent.instrumentation.pool.PoolInstrumentation;
import io.sonde.agent.instrumentation.reactornetty.ReactorNettyInstrumentation;
import io.sonde.agent.instrumentation.resilience.ResilienceInstrumentation;
import io.sonde.agent.instrumentation.resteasy.ResteasyInstrumentation;
import io.sonde.agent.instrumentation.servlet.ServletInstrumentation;
import io.sonde.agent.instrumentation.spark.SparkInstrumentation;
import io.sonde.agent.instrumentation.undertow.UndertowInstrumentation;
import io.sonde.agent.instrumentation.websocket.WebSocketInstrumentation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The list of technologies: what is not here is not measured. */
public final class Instrumentations {

  private Instrumentations() {}

  /** Every technology, in the order in which they are installed. */
  public static List<Technology> all() {
    List<Technology> all = new ArrayList<>();
    all.add(new ServletInstrumentation());
    all.add(new HttpServerInstrumentation());
    all.add(new ReactorNettyInstrumentation());
    all.add(new UndertowInstrumentation());
    all.add(new WebSocketInstrumentation());
    all.add(new JerseyInstrumentation());
    all.add(new ResteasyInstrumentation());
    all.add(new CxfInstrumentation());
    all.add(new SparkInstrumentation());
    all.add(new JavalinInstrumentation());
    all.add(new JdbcInstrumentation());
    all.add(new PoolInstrumentation());
    all.add(new ObjectPoolInstrumentation());
    all.add(new JdkHttpInstrumentation());
    all.add(new Apache4Instrumentation());
    all.add(new Apache5Instrumentation());
    all.add(new OkHttpInstrumentation());
    all.add(new JettyClientInstrumentation());
    all.add(new AhcInstrumentation());
    all.add(new ReactorInstrumentation());
    all.add(new ExecutorInstrumentation());
    all.add(new ForkJoinInstrumentation());
    all.add(new PerThreadInstrumentation());
    all.add(new TimerInstrumentation());
    all.add(new TomcatInstrumentation());
    all.add(new JettyInstrumentation());
    all.add(new JbossInstrumentation());
    all.add(new NettyInstrumentation());
    all.add(new CaffeineInstrumentation());
    all.add(new GuavaInstrumentation());
    all.add(new EhcacheInstrumentation());
    all.add(new SpringInstrumentation());
    all.add(new ResilienceInstrumentation());
    all.add(new KafkaInstrumentation());
    all.add(new JmsInstrumentation());
    all.add(new RabbitInstrumentation());
    all.add(new GrpcInstrumentation());
    return all;
  }

  /** The names of all, and the kinds before the dot in those that have one. */
  public static Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Technology technology : all()) {
      String name = technology.name();
      names.add(name);
      int dot = name.indexOf('.');
      if (dot > 0) {
        names.add(name.substring(0, dot));
      }
    }
    return names;
  }

  /** All but those whose names, or the kinds before the dot in their names, are given. */
  public static List<Technology> enabled(List<String> disabled) {
    List<Technology> enabled = new ArrayList<>();
    for (Technology technology : all()) {
      String name = technology.name();
      int dot = name.indexOf('.');
      if (!disabled.contains(name) && (dot < 0 || !disabled.contains(name.substring(0, dot)))) {
        enabled.add(technology);
      }
    }
    return enabled;
  }
}
