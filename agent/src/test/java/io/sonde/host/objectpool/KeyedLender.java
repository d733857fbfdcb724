package io.sonde.host.objectpool;

import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;

/** Commons Pool's pool with keys, of which one is used all the time and another once. */
@SuppressWarnings("deprecation") // the oldest version has no other
final class KeyedLender implements Lender {

  private static final String KEY = "some";

  final GenericKeyedObjectPool<String, Object> pool;
  private final KeyedFactory factory = new KeyedFactory();

  KeyedLender() {
    GenericKeyedObjectPoolConfig<Object> config = new GenericKeyedObjectPoolConfig<>();
    config.setMaxTotal(ObjectPoolProgram.SIZE);
    config.setMaxTotalPerKey(ObjectPoolProgram.SIZE);
    config.setMaxWaitMillis(ObjectPoolProgram.TIMEOUT_MILLIS);
    this.pool = new GenericKeyedObjectPool<>(factory, config);
  }

  @Override
  public String label() {
    return "KeyedFactory";
  }

  @Override
  public Object lend() throws Exception {
    return pool.borrowObject(KEY);
  }

  @Override
  public void takeBack(Object object) {
    pool.returnObject(KEY, object);
  }

  @Override
  public void spoil(Object object) throws Exception {
    pool.invalidateObject(KEY, object);
  }

  @Override
  public void close() {
    pool.close();
  }

  @Override
  public long made() {
    return factory.made.get();
  }

  @Override
  public long destroyed() {
    return factory.destroyed.get();
  }
}
