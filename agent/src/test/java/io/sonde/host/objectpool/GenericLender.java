package io.sonde.host.objectpool;

import org.apache.commons.pool2.PooledObjectFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/** Commons Pool's pool, with a name of the application's. */
@SuppressWarnings("deprecation") // the oldest version has no other
final class GenericLender implements Lender {

  final GenericObjectPool<Object> pool;
  private final CountingFactory factory;

  GenericLender(String name, int size, CountingFactory factory) {
    this(name, size, factory, factory);
  }

  /** A pool whose objects come from a factory around the one that counts. */
  GenericLender(
      String name, int size, CountingFactory counting, PooledObjectFactory<Object> factory) {
    GenericObjectPoolConfig<Object> config = new GenericObjectPoolConfig<>();
    config.setJmxNamePrefix(name);
    config.setMaxTotal(size);
    config.setMaxWaitMillis(ObjectPoolProgram.TIMEOUT_MILLIS);
    this.factory = counting;
    this.pool = new GenericObjectPool<>(factory, config);
  }

  @Override
  public String label() {
    // the oldest version puts a number behind it
    return pool.getJmxName().getKeyProperty("name");
  }

  @Override
  public Object lend() throws Exception {
    return pool.borrowObject();
  }

  @Override
  public void takeBack(Object object) {
    pool.returnObject(object);
  }

  @Override
  public void spoil(Object object) throws Exception {
    pool.invalidateObject(object);
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
