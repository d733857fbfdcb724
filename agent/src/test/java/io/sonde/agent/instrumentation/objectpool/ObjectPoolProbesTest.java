package io.sonde.agent.instrumentation.objectpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.sonde.agent.instrumentation.CallState;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.jdbc.Probes;
import io.sonde.bootstrap.SondeHook;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.apache.commons.dbcp2.PoolableConnectionFactory;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The probes, told of calls of pools that are not woven. */
class ObjectPoolProbesTest {

  private static final String WAIT = "object.pool.wait_time";
  private static final String USE = "object.pool.use_time";
  private static final String OBJECTS = "object.pool.objects";

  private final long suppressedBefore = suppressed();
  private final Probes probes = new Probes(new ObjectPoolInstrumentation());

  @AfterEach
  void uninstall() {
    probes.close();
    CallState.reset(CallState.current());
    assertThat(suppressed()).isEqualTo(suppressedBefore);
  }

  private static long suppressed() {
    long all = SondeHook.suppressedErrors(SondeHook.ADVICE);
    for (int id = ProbeId.OBJECT_POOL_BORROW; id <= ProbeId.OBJECT_POOL_DESTROY; id++) {
      all += SondeHook.suppressedErrors(id);
    }
    return all;
  }

  private static final class Parsers extends BasePooledObjectFactory<Object> {

    @Override
    public Object create() {
      return new Object();
    }

    @Override
    public PooledObject<Object> wrap(Object parser) {
      return new DefaultPooledObject<>(parser);
    }
  }

  private static GenericObjectPool<Object> pool(String name) {
    GenericObjectPoolConfig<Object> config = new GenericObjectPoolConfig<>();
    config.setJmxNamePrefix(name);
    return new GenericObjectPool<>(new Parsers(), config);
  }

  private static long borrows(Object pool) {
    return SondeHook.enter(ProbeId.OBJECT_POOL_BORROW, pool);
  }

  private static void gets(long token, Object pool, Object lent) {
    SondeHook.exit(ProbeId.OBJECT_POOL_BORROW, token, pool, null, lent, null);
  }

  private static void fails(long token, Object pool, Throwable thrown) {
    SondeHook.exit(ProbeId.OBJECT_POOL_BORROW, token, pool, null, null, thrown);
  }

  private static void returns(Object pool, Object lent) {
    SondeHook.enter(ProbeId.OBJECT_POOL_RETURN, pool, lent);
  }

  private static void creates(Object pool, Object created, Throwable thrown) {
    long token = SondeHook.enter(ProbeId.OBJECT_POOL_CREATE, pool);
    SondeHook.exit(ProbeId.OBJECT_POOL_CREATE, token, pool, null, created, thrown);
  }

  private static void destroys(Object pool) {
    long token = SondeHook.enter(ProbeId.OBJECT_POOL_DESTROY, pool);
    SondeHook.exit(ProbeId.OBJECT_POOL_DESTROY, token, pool, null);
  }

  private long count(String timer, String pool) {
    Timer found = probes.registry().find(timer).tag("object_pool_name", pool).timer();
    return found == null ? 0 : found.count();
  }

  private double counter(String name, String pool) {
    Counter found = probes.registry().find(name).tag("object_pool_name", pool).counter();
    return found == null ? Double.NaN : found.count();
  }

  private double gauge(String name, String... tags) {
    Gauge gauge = probes.registry().find(name).tags(tags).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  @Test
  void names_beyondTheBound_areOtherAndCounted() {
    int more = 4;
    List<GenericObjectPool<Object>> pools = new ArrayList<>();
    for (int i = 0; i < ObjectPoolNames.MAX_NAMES + more; i++) {
      GenericObjectPool<Object> pool = pool("bounded" + i);
      pools.add(pool);
      gets(borrows(pool), pool, new Object());
    }

    assertThat(count(WAIT, "bounded0")).isEqualTo(1);
    assertThat(count(WAIT, "other")).isEqualTo(more);
    Counter refused =
        probes.registry().find("sonde.overflow").tag("metric", "object_pool_labels").counter();
    assertThat(refused).isNotNull();
    assertThat(refused.count()).isEqualTo(more);
    pools.forEach(GenericObjectPool::close);
  }

  @Test
  void borrow_thatCallsTheSamePool_isOneCall() {
    Object pool = pool("delegating");
    Object lent = new Object();
    long outer = borrows(pool);
    long inner = borrows(pool);
    assertThat(inner).isZero();
    gets(inner, pool, lent);
    gets(outer, pool, lent);
    returns(pool, lent);
    returns(pool, lent);
    assertThat(count(WAIT, "delegating")).isEqualTo(1);
    assertThat(count(USE, "delegating")).isEqualTo(1);
    assertThat(CallState.current()[CallState.OBJECT_POOLS]).isZero();
  }

  @Test
  void pools_withinEachOther_areAllCountedHoweverDeep() {
    List<Object> pools = new ArrayList<>();
    List<Long> tokens = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Object pool = pool("deep" + (char) ('a' + i));
      pools.add(pool);
      tokens.add(borrows(pool));
    }
    Object lent = new Object();
    for (int i = 8; i >= 0; i--) {
      gets(tokens.get(i), pools.get(i), lent);
    }
    for (int i = 0; i < 9; i++) {
      returns(pools.get(i), lent);
      String name = "deep" + (char) ('a' + i);
      assertThat(count(WAIT, name)).as(name).isEqualTo(1);
      // the same object, lent by all of them
      assertThat(count(USE, name)).as(name).isEqualTo(1);
    }
    assertThat(CallState.current()[CallState.OBJECT_POOLS]).isZero();
  }

  @Test
  void exhaustion_isToldFromObjectsThatAreNoGood() {
    Object pool = pool("exhausted");
    NoSuchElementException thrown = new NoSuchElementException();
    long token = borrows(pool);
    creates(pool, null, null);
    fails(token, pool, thrown);
    assertThat(counter("object.pool.timeouts", "exhausted")).isEqualTo(1);

    token = borrows(pool);
    creates(pool, new Object(), null);
    destroys(pool);
    fails(token, pool, thrown);
    token = borrows(pool);
    creates(pool, null, null);
    destroys(pool);
    fails(token, pool, thrown);
    token = borrows(pool);
    creates(pool, null, new NoSuchElementException());
    fails(token, pool, thrown);
    token = borrows(pool);
    creates(pool, null, null);
    fails(token, pool, new IllegalStateException());
    assertThat(counter("object.pool.timeouts", "exhausted")).isEqualTo(1);
    assertThat(counter("object.pool.destroyed", "exhausted")).isEqualTo(2);
    assertThat(count("object.pool.create_time", "exhausted")).isEqualTo(1);
    assertThat(count(WAIT, "exhausted")).isEqualTo(5);
  }

  @Test
  void exhaustion_ofAnotherPoolWithin_isThatPoolsOwn() {
    Object outer = pool("around");
    Object inner = pool("within");
    long token = borrows(outer);
    long nested = borrows(inner);
    creates(inner, null, null);
    NoSuchElementException thrown = new NoSuchElementException();
    fails(nested, inner, thrown);
    creates(outer, null, thrown);
    fails(token, outer, thrown);
    assertThat(counter("object.pool.timeouts", "within")).isEqualTo(1);
    assertThat(counter("object.pool.timeouts", "around")).isZero();
  }

  @Test
  void objects_ofAKeyedPoolThatStay_areNotCounted() {
    GenericKeyedObjectPool<String, Object> pool = keyed();
    for (long destroyed : new long[] {1, 0, 1}) {
      long token = SondeHook.enter(ProbeId.OBJECT_POOL_DESTROY, pool);
      SondeHook.exitCount(ProbeId.OBJECT_POOL_DESTROY, token, pool, null, destroyed, null);
    }
    long token = SondeHook.enter(ProbeId.OBJECT_POOL_DESTROY, pool);
    SondeHook.exitCount(
        ProbeId.OBJECT_POOL_DESTROY, token, pool, null, 0, new IllegalStateException());
    assertThat(counter("object.pool.destroyed", "ObjectPoolProbesTest")).isEqualTo(3);
    probes.refresh();
    assertThat(gauge(OBJECTS, "object_pool_state", "idle")).isZero();
    // there is no limit over all keys
    assertThat(gauge("object.pool.max")).isNaN();
    assertThat(gauge("object.pool.idle_min")).isNaN();
  }

  private static GenericKeyedObjectPool<String, Object> keyed() {
    return new GenericKeyedObjectPool<>(
        new BaseKeyedPooledObjectFactory<>() {
          @Override
          public Object create(String key) {
            return new Object();
          }

          @Override
          public PooledObject<Object> wrap(Object value) {
            return new DefaultPooledObject<>(value);
          }
        });
  }

  @Test
  void pool_ofConnections_isLeftToItsDataSource() {
    Object pool = new GenericObjectPool<>(new PoolableConnectionFactory(() -> null, null));
    assertThat(borrows(pool)).isZero();
    creates(pool, new Object(), null);
    destroys(pool);
    returns(pool, new Object());
    probes.refresh();
    assertThat(probes.registry().getMeters()).isEmpty();
  }

  /** The application's own getter is not called. */
  private static final class OwnNumbers extends GenericObjectPool<Object> {

    OwnNumbers() {
      super(new Parsers());
    }

    @Override
    public int getNumActive() {
      throw new AssertionError("called");
    }
  }

  @Test
  void pool_withGettersOfItsOwn_hasNoGauges() {
    Object pool = new OwnNumbers();
    Object lent = new Object();
    gets(borrows(pool), pool, lent);
    returns(pool, lent);
    probes.refresh();
    assertThat(count(USE, "ObjectPoolProbesTest.OwnNumbers")).isEqualTo(1);
    assertThat(probes.registry().find(OBJECTS).gauges()).isEmpty();
  }

  @Test
  void gauges_ofAPool_goWhenItIsClosedAndItsNameIsTheNextOnes() throws Exception {
    GenericObjectPool<Object> first = new GenericObjectPool<>(new Parsers());
    GenericObjectPool<Object> beside = new GenericObjectPool<>(new Parsers());
    first.setMaxTotal(7);
    first.addObject();
    for (Object pool : List.of(first, beside)) {
      gets(borrows(pool), pool, new Object());
    }
    probes.refresh();
    String name = "ObjectPoolProbesTest.Parsers";
    String label = "object_pool_name";
    assertThat(gauge(OBJECTS, label, name, "object_pool_state", "idle")).isEqualTo(1);
    assertThat(gauge("object.pool.max", label, name)).isEqualTo(7);
    assertThat(gauge("object.pool.max", label, name + "-2")).isEqualTo(8);
    first.close();
    probes.refresh();
    assertThat(probes.registry().find(OBJECTS).tag(label, name).gauges()).isEmpty();
    Object next = new GenericObjectPool<>(new Parsers());
    gets(borrows(next), next, new Object());
    probes.refresh();
    assertThat(count(WAIT, name)).isEqualTo(2);
    assertThat(gauge("object.pool.max", label, name)).isEqualTo(8);
    beside.close();
  }

  @Test
  void hold_whoseEndWentUnseen_isForgotten() {
    Object pool = pool("paused");
    Object lent = new Object();
    gets(borrows(pool), pool, lent);
    SondeHook.pause(true);
    probes.refresh();
    SondeHook.pause(false);
    returns(pool, lent);
    assertThat(count(USE, "paused")).isZero();
    gets(borrows(pool), pool, lent);
    returns(pool, lent);
    assertThat(count(USE, "paused")).isEqualTo(1);
    assertThat(probes.held("object_pool_objects")).isEqualTo(1);
  }

  @Test
  void time_ofACall_liesWithinTheCallersOwn() {
    Object pool = pool("timed");
    Object lent = new Object();
    long before = System.nanoTime();
    gets(borrows(pool), pool, lent);
    long after = System.nanoTime();
    Timer timer = probes.registry().get(WAIT).tag("object_pool_name", "timed").timer();
    assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isBetween(0.0, (double) (after - before));
  }

  @Test
  void name_ofAPool_isWhatTheApplicationGave() {
    String base = "org.apache.commons.pool2:type=GenericObjectPool,name=";
    assertThat(ObjectPools.givenName(base + "orders")).isEqualTo("orders");
    assertThat(ObjectPools.givenName(base + "poolside")).isEqualTo("poolside");
    assertThat(ObjectPools.givenName("shop:name=orders,kind=parsers")).isEqualTo("orders");
    assertThat(ObjectPools.givenName("shop:surname=x,name=orders")).isEqualTo("orders");
    assertThat(ObjectPools.givenName(base + "pool")).isEmpty();
    assertThat(ObjectPools.givenName(base + "pool12")).isEmpty();
    assertThat(ObjectPools.givenName("shop:surname=x")).isEmpty();
    assertThat(ObjectPools.givenName("null")).isEmpty();
  }
}
