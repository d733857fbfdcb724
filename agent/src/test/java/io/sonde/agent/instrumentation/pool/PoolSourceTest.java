package io.sonde.agent.instrumentation.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alibaba.druid.pool.DruidDataSource;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import javax.sql.DataSource;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.FixedValue;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.Test;

/** Pools that hold their lock, as they do while they connect, are read without waiting for it. */
final class PoolSourceTest {

  private static final PoolSnapshot ONE_OF_FOUR = new PoolSnapshot(1, 0, 0, 4, 0);

  @Test
  void commonsDbcp_whoseMonitorIsHeld_isReadAllTheSame() throws Exception {
    try (BasicDataSource pool = new BasicDataSource()) {
      pool.setUrl("jdbc:h2:mem:dbcp");
      pool.setMaxTotal(4);
      try (Connection lent = pool.getConnection()) {
        assertThat(lent.isClosed()).isFalse();
        synchronized (pool) {
          assertRead(pool);
        }
      }
      pool.close();
      assertThat(PoolSource.isClosed(pool)).isTrue();
    }
  }

  @Test
  void tomcatDbcp_whoseMonitorIsHeld_isReadAllTheSame() throws Exception {
    try (org.apache.tomcat.dbcp.dbcp2.BasicDataSource pool =
        new org.apache.tomcat.dbcp.dbcp2.BasicDataSource()) {
      pool.setUrl("jdbc:h2:mem:tomcat-dbcp");
      pool.setMaxTotal(4);
      try (Connection lent = pool.getConnection()) {
        assertThat(lent.isClosed()).isFalse();
        synchronized (pool) {
          assertRead(pool);
        }
      }
    }
  }

  @Test
  void druid_whoseLockIsHeld_isReadAllTheSame() throws Exception {
    try (DruidDataSource pool = new DruidDataSource()) {
      pool.setUrl("jdbc:h2:mem:druid");
      pool.setMaxActive(4);
      pool.setTestWhileIdle(false);
      try (Connection lent = pool.getConnection()) {
        assertThat(lent.isClosed()).isFalse();
        Field field =
            Objects.requireNonNull(pool.getClass().getSuperclass()).getDeclaredField("lock");
        field.setAccessible(true);
        Lock lock = (Lock) field.get(pool);
        lock.lock();
        try {
          assertRead(pool);
        } finally {
          lock.unlock();
        }
      }
    }
  }

  @Test
  void pool_whoseMethodsNameAClassThatIsAbsent_isReadWithoutNameAndNumbers() throws Exception {
    Object pool = withoutDependency("org.apache.tomcat.dbcp.dbcp2.BasicDataSource");
    assertThatThrownBy(() -> pool.getClass().getDeclaredMethod("getConnectionPool"))
        .isInstanceOf(NoClassDefFoundError.class);
    PoolSource source = Objects.requireNonNull(PoolSource.of(pool.getClass()));
    assertThat(source.nameOf(pool)).isNull();
    assertThat(source.isNamed(pool)).isTrue();
    assertThat(PoolSource.isClosed(pool)).isFalse();
    assertThat(source.read(pool)).isEqualTo(PoolSnapshot.NONE);
  }

  /** An object of a class of that name, one of whose methods returns what no loader has. */
  private static Object withoutDependency(String name) throws Exception {
    ByteBuddy maker = new ByteBuddy();
    try (DynamicType.Unloaded<Object> absent =
            maker.subclass(Object.class).name("io.sonde.absent.Pool").make();
        DynamicType.Unloaded<Object> made =
            maker
                .subclass(Object.class)
                .name(name)
                .defineField("closed", boolean.class, Visibility.PRIVATE)
                .defineMethod("getConnectionPool", absent.getTypeDescription(), Visibility.PUBLIC)
                .intercept(FixedValue.nullValue())
                .make()) {
      return made.load(
              PoolSourceTest.class.getClassLoader(), ClassLoadingStrategy.Default.CHILD_FIRST)
          .getLoaded()
          .getDeclaredConstructor()
          .newInstance();
    }
  }

  /** On a thread that does not hold the lock; a minute means that it waits. */
  private static void assertRead(DataSource pool) throws Exception {
    PoolSource source = Objects.requireNonNull(PoolSource.of(pool.getClass()));
    assertThat(within(CompletableFuture.supplyAsync(() -> PoolSource.isClosed(pool)))).isFalse();
    assertThat(within(CompletableFuture.supplyAsync(() -> source.read(pool))))
        .isEqualTo(ONE_OF_FOUR);
  }

  private static <T> T within(CompletableFuture<T> reading) throws Exception {
    return reading.get(1, TimeUnit.MINUTES);
  }
}
