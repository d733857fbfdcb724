package io.sonde.exporters.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlPatternTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM t",
        "select distinct * from t where a = ?",
        "SELECT o.* FROM orders o",
        "SELECT a, o.* FROM orders o",
        "SELECT *, ? FROM t",
        "SELECT a FROM t WHERE b IN (SELECT * FROM u)"
      })
  void allColumns_areSeen(String text) {
    assertThat(SqlPattern.readsAllColumns(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT COUNT(*) FROM t",
        "SELECT a * ? FROM t",
        "SELECT ? * a FROM t",
        "SELECT a, b * c FROM t",
        "SELECT a FROM t WHERE EXISTS (SELECT * FROM u)",
        "SELECT * FROM (SELECT a, b FROM t) WHERE ROWNUM <= ?",
        "UPDATE t SET a = a * ? WHERE b = ?"
      })
  void someColumns_areNotTakenForAll(String text) {
    assertThat(SqlPattern.readsAllColumns(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UPDATE t SET a = ?", "DELETE FROM t", "delete from a.t"})
  void changeOfAllRows_isSeen(String text) {
    assertThat(SqlPattern.changesAllRows(use(text, true))).isTrue();
    assertThat(SqlPattern.changesAllRows(use(text, false))).as("a part of it").isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET a = ? WHERE b = ?",
        "UPDATE t JOIN u ON t.a = u.a SET t.b = ?",
        "DELETE FROM t USING u",
        "DELETE FROM t LIMIT ?",
        "INSERT INTO t (a) VALUES (?)",
        "TRUNCATE TABLE t"
      })
  void changeOfSomeRows_isNotTakenForAll(String text) {
    assertThat(SqlPattern.changesAllRows(use(text, true))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT a, b FROM t", "select a from t join u on t.a = u.a order by a"})
  void readOfAllRows_isSeen(String text) {
    assertThat(SqlPattern.readsAllRows(use(text, true))).isTrue();
    assertThat(SqlPattern.readsAllRows(use(text, false))).as("a part of it").isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a FROM t WHERE b = ?",
        "SELECT a FROM t LIMIT ?",
        "SELECT a FROM t FETCH FIRST ? ROWS ONLY",
        "SELECT COUNT(*) FROM t",
        "SELECT a, SUM(b) FROM t GROUP BY a",
        "SELECT ?",
        "SHOW TABLES"
      })
  void readOfSomeRows_isNotTakenForAll(String text) {
    assertThat(SqlPattern.readsAllRows(use(text, true))).isFalse();
  }

  private static RequestInsights.StatementUse use(String text, boolean isWhole) {
    return new RequestInsights.StatementUse(
        "id", "h2", "", text, isWhole, 0, false, 1, 1, 1, 1, 1, 1, List.of());
  }
}
