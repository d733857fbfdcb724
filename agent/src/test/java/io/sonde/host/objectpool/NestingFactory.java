package io.sonde.host.objectpool;

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;

/** Needs an object of another pool to create one. */
final class NestingFactory extends BasePooledObjectFactory<Object> {

  private final CountingFactory counting;
  private final Use other;

  NestingFactory(CountingFactory counting, Use other) {
    this.counting = counting;
    this.other = other;
  }

  @Override
  public Object create() throws Exception {
    long start = System.nanoTime();
    Object needed = other.ask();
    long got = System.nanoTime();
    Object created = counting.create();
    other.giveBack(needed, start, got);
    return created;
  }

  @Override
  public PooledObject<Object> wrap(Object object) {
    return counting.wrap(object);
  }

  @Override
  public void destroyObject(PooledObject<Object> object) {
    counting.destroyObject(object);
  }
}
