package io.sonde.agent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Secrets planted wherever a dialect lets one stand: none comes out. */
class SqlCanaryTest {

  private static final String SECRET = "Hunter2";

  /** Texts whose secret is hidden in every dialect. */
  private static final List<String> EVERYWHERE =
      List.of(
          "select * from users where password = 'Hunter2'",
          "select * from users where password = 'it''s Hunter2'",
          "select * from users where password = '' or name = 'Hunter2'",
          "insert into users(name, password) values ('a', 'Hunter2'), ('b', 'Hunter2')",
          "update users set password = 'Hunter2' where id = 5",
          "update users set password = N'Hunter2'",
          "delete from users where token in ('Hunter2', 'x', 'Hunter2')",
          "select 1 -- Hunter2",
          "select 1 -- Hunter2\n from t -- Hunter2",
          "select /* Hunter2 */ 1",
          "/* Hunter2 */ select 1",
          "select 1 /* Hunter2",
          "select 'Hunter2",
          "select 'a' || 'Hunter2' || \n'Hunter2'",
          "select date'Hunter2', timestamp 'Hunter2', x'Hunter2', b'Hunter2'",
          "call login('joe', 'Hunter2')",
          "{call login('joe', 'Hunter2')}",
          "{? = call login('Hunter2')}",
          "alter user joe identified by Hunter2",
          "ALTER USER joe IDENTIFIED BY \"Hunter2\"",
          "create user joe identified by Hunter2 account unlock",
          "create user joe identified by 'Hunter2'",
          "create user joe identified by values 'Hunter2'",
          "grant connect to joe identified by Hunter2",
          "alter user joe identified by Hunter2 replace Hunter2",
          "create role r identified by Hunter2",
          "set role r identified by Hunter2",
          "create database link l connect to joe identified by Hunter2 using 'x'",
          "alter system set encryption key identified by \"Hunter2\"",
          "create user joe identified with mysql_native_password by 'Hunter2'",
          "create user joe identified with sha256_password as 'Hunter2'",
          "create user joe password 'Hunter2'",
          "create user joe password \"Hunter2\" admin",
          "alter user joe set password 'Hunter2'",
          "alter role joe with password 'Hunter2' valid until 'x'",
          "alter role joe password Hunter2",
          "create login joe with password = 'Hunter2'",
          "create login joe with password = Hunter2",
          "alter login joe with password = 'Hunter2' old_password = 'Hunter2'",
          "set password = 'Hunter2'",
          "set password for joe = password('Hunter2')",
          "set password for joe = Hunter2",
          "set app.token = Hunter2",
          "set app.token to Hunter2",
          "set session app.token to 'Hunter2'",
          "alter role joe set app.token = Hunter2",
          "alter system set x = Hunter2",
          "exec sp_password Hunter2, Hunter2",
          "exec sp_addlogin 'joe', 'Hunter2'",
          "execute sp_addlogin joe, Hunter2, master",
          "exec sp_addlogin @name = joe, @password = Hunter2",
          "exec @r = sp_addlogin joe, Hunter2",
          "pragma key = Hunter2",
          "pragma key = 'Hunter2'",
          "pragma key = \"Hunter2\"",
          "pragma key(Hunter2)",
          "attach database 'x' as y key 'Hunter2'",
          "attach database 'x' as y key Hunter2",
          "open symmetric key k decryption by password = 'Hunter2'",
          "create server s options (user 'a', password 'Hunter2')",
          "create user mapping for joe server s options (password 'Hunter2')",
          "copy t from 's3://b' credentials 'aws_secret=Hunter2'",
          "select 1; alter user joe identified by Hunter2",
          "select 1; create user joe password Hunter2",
          "select 1; set app.token to Hunter2",
          "connect joe/Hunter2@db",
          "connect to db user joe using Hunter2",
          "login Hunter2",
          "AUTH Hunter2",
          "Hunter2",
          "db.users.find({password: Hunter2})",
          "{\"password\": \"Hunter2\"}",
          "script to 'x' cipher aes password 'Hunter2'",
          "runscript from 'x' cipher aes password Hunter2",
          "change master to master_password = 'Hunter2'",
          "with x as (select 'Hunter2' a) select * from x where a = 'Hunter2'",
          "explain select * from t where a = 'Hunter2'",
          "begin execute immediate 'alter user x identified by Hunter2'; end;",
          "merge into t using (select 'Hunter2' a) s on (t.a = s.a) when matched then update set b = 'Hunter2'",
          "select * from t where a like '%Hunter2%' escape '!'",
          "select U&'Hunter2' from t",
          "select ‘Hunter2’ from t",
          "select 42Hunter2 from t");

  private static final List<String> MYSQL =
      List.of(
          "select * from users where password = \"Hunter2\"",
          "select * from users where password = \"a\"\"Hunter2\"",
          "select * from users where password = 'it\\'s Hunter2'",
          "select * from users where a = 'x\\\\' and password = 'Hunter2'",
          "select * from users where a = \"x\\\" Hunter2\"",
          "select _utf8'Hunter2', _latin1 'Hunter2'",
          "select 1 # Hunter2",
          "select 1 #'\n , 'Hunter2' # '",
          "select 5--1, 'Hunter2'",
          "select /*! 'Hunter2' */ 1",
          "select `a``b`, 'Hunter2' from `t`");

  private static final List<String> POSTGRESQL =
      List.of(
          "select E'it\\'s Hunter2' from t",
          "select E'x\\\\', 'Hunter2' from t",
          "select $$Hunter2$$ from t",
          "select $a$ $b$ 'x $$ Hunter2 $a$ from t",
          "do $$ begin perform 'Hunter2'; end $$",
          "select $a$Hunter2",
          "select /* a /* b */ Hunter2 */ 1",
          "select '\\', 'Hunter2' from t",
          "select U&'Hunter2' uescape '!' from t");

  private static final List<String> ORACLE =
      List.of(
          "select q'[it's Hunter2]' from t",
          "select q'{Hunter2}', q'(Hunter2)', q'<Hunter2>' from t",
          "select q'!Hunter2!' from t",
          "select nq'|it's Hunter2|' from t",
          "select Q'[a]b]', 'Hunter2' from t",
          "select q'[Hunter2",
          "select '\\', 'Hunter2' from v$session");

  private static final List<String> SQL_SERVER =
      List.of(
          "select [a'b], 'Hunter2' from [t]",
          "select [a]]b'], 'Hunter2' from [t]",
          "select N'it''s Hunter2' from #t",
          "select /* /* x */ Hunter2 */ 1",
          "create login joe with password = 0xHunter2 hashed");

  private static final List<String> SQLITE =
      List.of(
          "select * from users where password = \"Hunter2\"",
          "select [a'b], 'Hunter2' from [t]",
          "select 'C:\\', 'Hunter2'");

  private static final List<String> UNKNOWN =
      List.of(
          "select \"Hunter2\" from t",
          "select 'it\\'s Hunter2' from t",
          "select 'x\\' , 'Hunter2' from t",
          "select q'[it's Hunter2]' from t",
          "select 1 # Hunter2",
          "select 1 // Hunter2",
          "select 1 --Hunter2",
          "select '''it's Hunter2''' from t",
          "select \"\"\"a\" Hunter2\"\"\" from t",
          "select $$Hunter2$$ from t",
          "select e'it\\'s Hunter2' from t");

  @Test
  void secret_inAnyPlace_neverComesOut() {
    int checked = 0;
    for (SqlDialect dialect : SqlDialect.values()) {
      checked += check(EVERYWHERE, dialect);
    }
    checked += check(MYSQL, SqlDialect.MYSQL);
    checked += check(POSTGRESQL, SqlDialect.POSTGRESQL);
    checked += check(ORACLE, SqlDialect.ORACLE);
    checked += check(SQL_SERVER, SqlDialect.SQL_SERVER);
    checked += check(SQLITE, SqlDialect.SQLITE);
    checked += check(UNKNOWN, SqlDialect.UNKNOWN);
    assertThat(checked).isGreaterThan(500);
  }

  @Test
  void secret_inATextThatIsCutAnywhere_neverComesOut() {
    String sql = "select 'Hunter2', N'Hunter2', $$Hunter2$$, E'Hunter2' -- Hunter2\n from t";
    String padding = " ".repeat(SqlNormaliser.MAX_SCAN - 80);
    for (int shift = 0; shift < 120; shift++) {
      String shifted = "select 1," + padding + " ".repeat(shift) + sql;
      check(List.of(shifted), SqlDialect.POSTGRESQL);
    }
  }

  private static int check(List<String> texts, SqlDialect dialect) {
    for (String sql : texts) {
      SqlText text = SqlNormaliser.normalise(sql, dialect);
      String out = (text.text() + text.operation() + text.summary()).toLowerCase(Locale.ROOT);
      assertThat(out).as("%s: %s", dialect, sql).doesNotContain(SECRET.toLowerCase(Locale.ROOT));
    }
    return texts.size();
  }
}
