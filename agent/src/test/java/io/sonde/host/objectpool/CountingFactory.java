package io.sonde.host.objectpool;

import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;

/** Creates objects, counts them, and fails once where it is told to. */
final class CountingFactory extends BasePooledObjectFactory<Object> {

  enum Fault {
    NONE,
    MAKE,
    ACTIVATE,
    VALIDATE
  }

  final AtomicLong made = new AtomicLong();
  final AtomicLong destroyed = new AtomicLong();
  volatile Fault fault = Fault.NONE;

  @Override
  public Object create() {
    if (fails(Fault.MAKE)) {
      // what a pool throws that is exhausted
      throw new NoSuchElementException("nothing to make it of");
    }
    made.incrementAndGet();
    return new Object();
  }

  @Override
  public PooledObject<Object> wrap(Object object) {
    return new DefaultPooledObject<>(object);
  }

  @Override
  public void activateObject(PooledObject<Object> object) {
    if (fails(Fault.ACTIVATE)) {
      throw new IllegalStateException("not to be activated");
    }
  }

  @Override
  public boolean validateObject(PooledObject<Object> object) {
    return !fails(Fault.VALIDATE);
  }

  @Override
  public void destroyObject(PooledObject<Object> object) {
    destroyed.incrementAndGet();
    if (destroyed.get() % 2 == 0) {
      throw new IllegalStateException("does not end well");
    }
  }

  private boolean fails(Fault asked) {
    if (fault != asked) {
      return false;
    }
    fault = Fault.NONE;
    return true;
  }
}
