package io.sonde.host.objectpool;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;

/** Creates objects and counts them. */
final class KeyedFactory extends BaseKeyedPooledObjectFactory<String, Object> {

  final AtomicLong made = new AtomicLong();
  final AtomicLong destroyed = new AtomicLong();

  @Override
  public Object create(String key) {
    made.incrementAndGet();
    return new Object();
  }

  @Override
  public PooledObject<Object> wrap(Object object) {
    return new DefaultPooledObject<>(object);
  }

  @Override
  public void destroyObject(String key, PooledObject<Object> object) {
    destroyed.incrementAndGet();
  }
}
