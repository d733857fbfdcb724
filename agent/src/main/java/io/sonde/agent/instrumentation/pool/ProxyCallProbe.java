package io.sonde.agent.instrumentation.pool;

import io.sonde.bootstrap.SondeProbe;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Finds {@code close} among the calls of connections that are dynamic proxies: Tomcat's and Vibur's
 * pools lend them, and their handlers get every call.
 */
final class ProxyCallProbe extends SondeProbe {

  private final Leases leases;

  ProxyCallProbe(Leases leases) {
    this.leases = leases;
  }

  @Override
  public long enter(@Nullable Object handler, @Nullable Object method, @Nullable Object second) {
    if (handler != null && method instanceof Method called && called.getName().equals("close")) {
      leases.closed(handler);
    }
    return 0L;
  }
}
