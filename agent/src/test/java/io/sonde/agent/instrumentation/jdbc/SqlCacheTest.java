package io.sonde.agent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sonde.agent.instrumentation.ProbeContext;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SqlCacheTest {

  private final JdbcMeters meters =
      new JdbcMeters(
          new ProbeContext(
              new SimpleMeterRegistry(), new Duration[0], new Duration[0], new double[0]));
  private final DatabaseHandle mysql = new DatabaseHandle(1, "mysql", "shop", meters);
  private final DatabaseHandle h2 = new DatabaseHandle(2, "h2database", "shop", meters);

  @Test
  void text_askedForAgain_hasTheSameHandle() {
    SqlCache cache = new SqlCache();
    StatementHandle first = cache.handle(h2, "select * from a");
    assertThat(cache.handle(h2, new String("select * from a".toCharArray()))).isSameAs(first);
    assertThat(cache.handle(h2, "select * from b")).isNotSameAs(first);
    assertThat(cache.size()).isEqualTo(2);
  }

  @Test
  void text_onTwoDatabases_hasTwoHandles() {
    SqlCache cache = new SqlCache();
    SqlText onMysql = cache.handle(mysql, "select \"a\" from t").text();
    SqlText onH2 = cache.handle(h2, "select \"a\" from t").text();
    assertThat(onMysql).isNotNull();
    assertThat(onH2).isNotNull();
    assertThat(onMysql.text()).isEqualTo("select ? from t");
    assertThat(onH2.text()).isEqualTo("select \"a\" from t");
  }

  @Test
  void text_longerThanWhatIsRead_isKnownByItsStart() {
    SqlCache cache = new SqlCache();
    String start = "insert into t values (" + "1, ".repeat(10_000);
    StatementHandle first = cache.handle(h2, start + "2)");
    assertThat(cache.handle(h2, start + "3, 4)")).isSameAs(first);
    assertThat(cache.handle(h2, "select a from u where a in (" + "1, ".repeat(10_000) + "2)"))
        .isNotSameAs(first);
    assertThat(cache.bytes()).isLessThan(200_000);
  }

  @Test
  void cache_ofManyTexts_staysWithinItsBytes() {
    SqlCache cache = new SqlCache(100_000);
    StatementHandle hot = cache.handle(h2, "select * from hot");
    for (int i = 0; i < 50_000; i++) {
      String sql = "select * from t where id = " + i;
      StatementHandle handle = cache.handle(h2, sql);
      assertThat(handle.operation().summary()).isEqualTo("SELECT t");
      assertThat(cache.bytes()).isBetween(0L, 100_000L);
      cache.handle(h2, "select * from hot");
    }
    assertThat(cache.size()).isBetween(1, 300);
    assertThat(cache.handle(h2, "select * from hot").operation()).isSameAs(hot.operation());
  }

  @Test
  void operations_ofADatabase_areBounded() {
    for (int i = 0; i < 3 * DatabaseHandle.MAX_OPERATIONS; i++) {
      h2.operation("SELECT", "SELECT shard_" + i);
    }
    assertThat(h2.operation("SELECT", "SELECT shard_1").summary()).isEqualTo("SELECT shard_1");
    OperationHandle beyond = h2.operation("SELECT", "SELECT shard_5999");
    assertThat(beyond.summary()).isEqualTo("other");
    assertThat(beyond.name()).isEqualTo("SELECT");
  }

  @Test
  void texts_thatDifferInLiterals_areCountedOnceEach() {
    SqlCache cache = new SqlCache();
    for (int i = 0; i < 30; i++) {
      cache.handle(h2, "select a from t where b = " + i % 10);
      cache.handle(h2, "select a from u where b = ?");
      cache.handle(h2, "select a from v where b = 1 /* trace " + i + " */");
    }
    assertThat(literalTexts("select a from t where b = ?")).isEqualTo(10);
    assertThat(literalTexts("select a from u where b = ?")).isZero();
    assertThat(literalTexts("select a from v where b = ?")).isZero();
  }

  private int literalTexts(String text) {
    SqlText sql = SqlNormaliser.normalise(text, SqlDialect.STANDARD);
    return Objects.requireNonNull(meters.statement("h2database", sql)).literalTexts();
  }
}
