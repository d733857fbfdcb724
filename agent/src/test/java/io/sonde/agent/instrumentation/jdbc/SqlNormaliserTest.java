package io.sonde.agent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SqlNormaliserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT * FROM orders | SELECT | SELECT orders",
        "select o.id from Orders o where o.id = ? | SELECT | SELECT Orders",
        "select * from shop.orders o, shop.customer c | SELECT | SELECT orders customer",
        "select * from orders o join customer c on o.c = c.id left join item i on 1=1 | SELECT | SELECT orders customer item",
        "select * from (orders o join item i on 1=1), customer | SELECT | SELECT orders item customer",
        "select * from (select * from orders) x, item | SELECT | SELECT orders item",
        "select (select count(*) from item i where i.o = o.id) from orders o | SELECT | SELECT item orders",
        "select * from orders where id in (select o from item) | SELECT | SELECT orders item",
        "select * from a union all select * from b order by 1, 2 | SELECT | SELECT a b",
        "select extract(year from placed), trim(leading 'x' from name) from orders | SELECT | SELECT orders",
        "select * from orders where a is distinct from b and c is not distinct from d | SELECT | SELECT orders",
        "select * from generate_series(1, 10) g, orders | SELECT | SELECT orders",
        "select 1 | SELECT | SELECT",
        "select * from \"Order Items\" | SELECT | SELECT Order Items",
        "select * from \"shop\".\"orders\" | SELECT | SELECT orders",
        "select * from orders for update | SELECT | SELECT orders",
        "select * from user | SELECT | SELECT user",
        "(select * from a) union (select * from b) | SELECT | SELECT a b",
        "insert into order_item (id, n) values (?, ?) | INSERT | INSERT order_item",
        "insert into order_item(id, n) values (1, 2), (3, 4) | INSERT | INSERT order_item",
        "insert into audit select * from orders | INSERT | INSERT audit SELECT orders",
        "insert into t (a) values (1) on duplicate key update a = 2 | INSERT | INSERT t",
        "insert into t (a) values (1) on conflict (a) do update set a = 2 | INSERT | INSERT t",
        "insert ignore into t values (1) | INSERT | INSERT t",
        "replace into t values (1) | REPLACE | REPLACE t",
        "update orders set paid = true where id = 7 | UPDATE | UPDATE orders",
        "update orders o set total = (select sum(p) from item) | UPDATE | UPDATE orders SELECT item",
        "update a, b set a.x = b.x | UPDATE | UPDATE a b",
        "delete from orders where id = 7 | DELETE | DELETE orders",
        "delete o from orders o join dead d on o.id = d.id | DELETE | DELETE orders dead",
        "delete from orders using dead where orders.id = dead.id | DELETE | DELETE orders dead",
        "merge into stock s using delivery d on (s.id = d.id) when matched then update set n = 1 when not matched then insert (id) values (1) | MERGE | MERGE stock delivery",
        "merge into item(id, name) key(id) values (1, 'x') | MERGE | MERGE item",
        "with x as (select * from orders) select * from x | SELECT | SELECT orders",
        "with recursive t(n) as (values (1) union all select n + 1 from t) select * from t join orders on 1=1 | SELECT | SELECT orders",
        "with x as (select 1 from a), y as (select 2 from x) insert into b select * from y | INSERT | INSERT b SELECT a",
        "with x as (select * from a) select * from x join a on 1=1 join b on 1=1 | SELECT | SELECT b a",
        "with gone as (delete from orders returning *) insert into audit select * from gone | INSERT | INSERT audit DELETE orders",
        "call pay(?, ?) | CALL | CALL pay",
        "{call shop.pay(?)} | CALL | CALL pay",
        "{? = call shop.total(?)} | CALL | CALL total",
        "exec dbo.pay @id = 5 | EXECUTE | EXECUTE pay",
        "exec @r = dbo.pay 5 | EXECUTE | EXECUTE pay",
        "create table if not exists shop.orders (id int) | CREATE | CREATE TABLE orders",
        "create or replace view v as select * from orders | CREATE | CREATE VIEW v SELECT orders",
        "create unique index i on orders(id) | CREATE | CREATE INDEX i",
        "alter table orders add column x int | ALTER | ALTER TABLE orders",
        "drop table if exists orders | DROP | DROP TABLE orders",
        "create user joe password 'x' | CREATE | CREATE USER",
        "truncate table orders | TRUNCATE | TRUNCATE orders",
        "lock table orders in exclusive mode | LOCK | LOCK orders",
        "set search_path to tenant1 | SET | SET",
        "show tables | SHOW | SHOW",
        "explain select * from orders | EXPLAIN | EXPLAIN",
        "begin | BEGIN | BEGIN",
        "commit | COMMIT | COMMIT",
        "values (1, 2) | VALUES | VALUES",
        "savepoint a | SAVEPOINT | SAVEPOINT",
        "-- note¶ select * from orders | SELECT | SELECT orders",
        "/* a */ select * /* from x */ from orders -- , y | SELECT | SELECT orders",
        "select * from a; drop table b | SELECT | SELECT a",
        "; select * from a | SELECT | SELECT a",
        "hello world from orders | OTHER | OTHER",
        "~ ~ | OTHER | OTHER"
      })
  void statement_ofEveryKind_hasVerbAndTables(String sql, String operation, String summary) {
    SqlText text = SqlNormaliser.normalise(sql.replace('¶', '\n'), SqlDialect.STANDARD);
    assertThat(text.operation()).isEqualTo(operation);
    assertThat(text.summary()).isEqualTo(summary);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "STANDARD | select 'a''b', 1.5e-3, 0xFF, X'00', N'x' from t | select ?, ?, ?, ?, ? from t",
        "STANDARD | select  *¶ from¶t  -- end | select * from t",
        "STANDARD | select * from t where a in (1, 2, 'x', -4) and b=5 | select * from t where a in (?) and b=?",
        "STANDARD | select * from t where a in (?,?,?) | select * from t where a in (?)",
        "STANDARD | select * from t where a in (1, b, 2) | select * from t where a in (?, b, ?)",
        "STANDARD | select * from t where a in (select b from u) | select * from t where a in (select b from u)",
        "STANDARD | select \"a b\" from t2 where x like 'a\\' | select \"a b\" from t2 where x like ?",
        "MYSQL | select \"text\", `a b` from t # note | select ?, `a b` from t",
        "MYSQL | select 'it\\'s', x from t | select ?",
        "MYSQL | select 'a\\\\', x from t where y = 5--3 | select ?, x from t where y = ?--?",
        "MYSQL | select _utf8'x' from t | select ? from t",
        "POSTGRESQL | select E'it\\'s', $$a 'b'$$, $x$ $$ $x$, $1, a::int from t | select ?, ?, ?, ?, a::int from t",
        "POSTGRESQL | select /* a /* b */ c */ d from t | select d from t",
        "POSTGRESQL | select U&'x', arr[1] from t | select ?, arr[?] from t",
        "ORACLE | select q'[it's]', nq'{a}b}', 'x' from v$session | select ?, ?, ? from v$session",
        "SQL_SERVER | select [a ] b]]], [x 'y'] from #t | select [a ] b]]], [x 'y'] from #t",
        "SQLITE | select \"text\" from \"t\" | select ? from \"t\"",
        "UNKNOWN | select \"text\" from t | select ? from t",
        "UNKNOWN | select 'a\\' + b from t | select ?",
        "STANDARD | select 'open from t | select ?",
        "STANDARD | garbage secret | ?"
      })
  void text_ofEveryDialect_hasNoLiterals(SqlDialect dialect, String sql, String expected) {
    assertThat(SqlNormaliser.normalise(sql.replace('¶', '\n'), dialect).text()).isEqualTo(expected);
  }

  @Test
  void text_thatIsLong_isCutAndMarked() {
    String sql = "select " + "column_name, ".repeat(1_000) + "x from orders where a = 'canary'";
    SqlText text = SqlNormaliser.normalise(sql, SqlDialect.STANDARD);
    assertThat(text.text()).hasSize(SqlText.MAX_TEXT).endsWith("…");
    assertThat(text.summary()).isEqualTo("SELECT orders");
  }

  @Test
  void text_longerThanWhatIsRead_isCutThere() {
    String sql = "insert into t values (" + "'canary',".repeat(1_000_000) + "1)";
    SqlText text = SqlNormaliser.normalise(sql, SqlDialect.STANDARD);
    assertThat(text.text().length()).isLessThanOrEqualTo(SqlText.MAX_TEXT);
    assertThat(text.text()).endsWith("…").doesNotContain("canary");
    assertThat(text.summary()).isEqualTo("INSERT t");
  }

  @Test
  void list_thatIsLong_collapsesBeforeTheCut() {
    String sql = "select * from t where id in (" + "17, ".repeat(3_000) + "4) order by x";
    assertThat(SqlNormaliser.normalise(sql, SqlDialect.STANDARD).text())
        .isEqualTo("select * from t where id in (?) order by x");
  }

  @Test
  void summary_ofManyTables_staysShort() {
    StringBuilder sql = new StringBuilder("select * from t0");
    for (int i = 1; i < 200; i++) {
      sql.append(" join ").append("a_rather_long_table_name_").append(i).append(" on 1=1");
    }
    SqlText text = SqlNormaliser.normalise(sql.toString(), SqlDialect.STANDARD);
    assertThat(text.summary().length()).isLessThanOrEqualTo(SqlText.MAX_SUMMARY);
    assertThat(text.summary()).startsWith("SELECT t0 a_rather_long_table_name_1 ");
  }

  @ParameterizedTest
  @EnumSource(SqlDialect.class)
  void garbage_ofAnyKind_endsAndStaysInBounds(SqlDialect dialect) {
    String[] pieces = {
      "select ",
      "from ",
      "insert into ",
      "with ",
      "(",
      ")",
      "((",
      "'",
      "\"",
      "`",
      "[",
      "]",
      "$",
      "$$",
      "$a$",
      "/*",
      "*/",
      "--",
      "#",
      "\n",
      "\\",
      "\\'",
      "q'[",
      "e'",
      "n'",
      "in (",
      ",",
      ".",
      ";",
      "?",
      "1e",
      "0x",
      "@",
      "t",
      "u&'",
      "exec ",
      "set ",
      "=",
      "identified by ",
      "\uD800",
      "\u0000",
      "é",
      "’"
    };
    Random random = new Random(42);
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          for (int i = 0; i < 20_000; i++) {
            StringBuilder sql = new StringBuilder();
            int length = random.nextInt(40);
            for (int j = 0; j < length; j++) {
              sql.append(pieces[random.nextInt(pieces.length)]);
            }
            SqlText text = SqlNormaliser.normalise(sql.toString(), dialect);
            assertThat(text.text().length()).isLessThanOrEqualTo(SqlText.MAX_TEXT);
            assertThat(text.summary().length()).isBetween(1, SqlText.MAX_SUMMARY);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(SqlDialect.class)
  void hostileText_ofEveryRepeatedPiece_takesLinearTime(SqlDialect dialect) {
    String[] pieces = {
      "(", "'", "''", "$a$ ", "$", "/*", "-", "#", "\\'", "a.", "with x as (", "[", "\"", "in (1,"
    };
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          for (String piece : pieces) {
            String sql = "select " + piece.repeat(200_000);
            for (int i = 0; i < 20; i++) {
              assertThat(SqlNormaliser.normalise(sql, dialect).operation()).isEqualTo("SELECT");
            }
          }
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "SELECT a FROM t WHERE b LIKE '%x' ; true",
        "SELECT a FROM t WHERE b not like   '_x%' ; true",
        "SELECT a FROM t WHERE b ILIKE N'%x' ; true",
        "SELECT a FROM t WHERE b LIKE '%' || ? ; true",
        "SELECT a FROM t WHERE b LIKE 'x%' ; false",
        "SELECT a FROM t WHERE b LIKE ? ; false",
        "SELECT a FROM t WHERE b LIKE c AND d = '%x' ; false",
        "SELECT a FROM t WHERE b = '%x' ; false",
        "SELECT \"LIKE\" '%x' FROM t ; false"
      })
  void like_thatStartsWithAWildcard_isSeen(String sql, boolean isSeen) {
    assertThat(SqlNormaliser.normalise(sql, SqlDialect.STANDARD).hasLeadingWildcard())
        .isEqualTo(isSeen);
  }

  @Test
  void text_thatIsCutOrMasked_isNotWhole() {
    assertThat(SqlNormaliser.normalise("UPDATE t SET a = 1", SqlDialect.STANDARD).isWhole())
        .isTrue();
    String open = "UPDATE t SET a = 'x WHERE b = 1";
    assertThat(SqlNormaliser.normalise(open, SqlDialect.STANDARD).isWhole()).isFalse();
    String longOne = "UPDATE t SET " + "a = a, ".repeat(1_000) + "b = 1 WHERE c = 1";
    assertThat(SqlNormaliser.normalise(longOne, SqlDialect.STANDARD).isWhole()).isFalse();
  }
}
