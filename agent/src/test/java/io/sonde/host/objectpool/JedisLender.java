package io.sonde.host.objectpool;

import java.lang.reflect.Method;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;

/** Jedis' pool of connections to a real server, which counts them. */
@SuppressWarnings("deprecation") // the oldest version has no other
final class JedisLender implements Lender {

  private static final String HOST = "127.0.0.1";
  private static final Pattern CONNECTIONS = Pattern.compile("total_connections_received:(\\d+)");

  private final JedisPool pool;
  private final Jedis observer;
  private final long madeBefore;
  private final Method getResource;

  JedisLender(int port) throws ReflectiveOperationException {
    GenericObjectPoolConfig<Jedis> config = new GenericObjectPoolConfig<>();
    config.setMaxTotal(ObjectPoolProgram.SIZE);
    config.setMaxWaitMillis(ObjectPoolProgram.TIMEOUT_MILLIS);
    observer = new Jedis(HOST, port);
    madeBefore = connections();
    pool = new JedisPool(config, HOST, port);
    // it returns another type in the oldest version
    getResource = JedisPool.class.getMethod("getResource");
  }

  @Override
  public String label() {
    return GenericObjectPool.class.isAssignableFrom(JedisPool.class) ? "JedisPool" : "JedisFactory";
  }

  @Override
  public Object lend() throws Exception {
    return getResource.invoke(pool);
  }

  @Override
  public void takeBack(Object object) {
    Jedis jedis = (Jedis) object;
    if (!"OK".equals(jedis.set("key", "value"))) {
      throw new IllegalStateException("not set");
    }
    pool.returnResource(jedis);
  }

  @Override
  public void spoil(Object object) {
    pool.returnBrokenResource((Jedis) object);
  }

  @Override
  public void close() {
    pool.destroy();
  }

  @Override
  public long made() {
    return connections() - madeBefore;
  }

  @Override
  public long destroyed() {
    return -1;
  }

  private long connections() {
    Matcher found = CONNECTIONS.matcher(observer.info());
    if (!found.find()) {
      throw new IllegalStateException("the server does not say");
    }
    return Long.parseLong(found.group(1));
  }
}
