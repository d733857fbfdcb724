package io.sonde.agent.instrumentation.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:h2:mem:test;DB_CLOSE_DELAY=-1 | h2database | test",
        "jdbc:h2:mem: | h2database | ''",
        "jdbc:h2:~/shop | h2database | shop",
        "jdbc:h2:file:/data/shop;USER=sa;PASSWORD=123 | h2database | shop",
        "jdbc:h2:tcp://localhost:9092/~/shop | h2database | shop",
        "jdbc:hsqldb:mem:shop | hsqldb | shop",
        "jdbc:hsqldb:file:/data/shop;shutdown=true | hsqldb | shop",
        "jdbc:hsqldb:hsql://localhost:9001/xdb | hsqldb | xdb",
        "jdbc:hsqldb:hsql://localhost | hsqldb | ''",
        "jdbc:derby:shop;create=true | derby | shop",
        "jdbc:derby:memory:shop;create=true | derby | shop",
        "jdbc:derby://localhost:1527/shop;user=a | derby | shop",
        "jdbc:sqlite:/data/shop.db | sqlite | shop.db",
        "jdbc:sqlite::memory: | sqlite | memory",
        "jdbc:postgresql://localhost:5432/shop?user=a&password=b | postgresql | shop",
        "jdbc:postgresql://h1:5432,h2:5433/shop | postgresql | shop",
        "jdbc:postgresql:///shop | postgresql | shop",
        "jdbc:postgresql:shop | postgresql | shop",
        "jdbc:postgresql://localhost/ | postgresql | ''",
        "jdbc:mysql://localhost:3306/shop?useSSL=false | mysql | shop",
        "jdbc:mysql:loadbalance://h1,h2/shop | mysql | shop",
        "jdbc:mysql+srv://h/shop | mysql | shop",
        "jdbc:mysql://address=(host=h)(port=1)/shop | mysql | shop",
        "jdbc:mariadb:replication://h1,h2/shop | mariadb | shop",
        "jdbc:mariadb://h/ | mariadb | ''",
        "jdbc:sqlserver://h:1433;databaseName=shop;user=sa | microsoft.sql_server | shop",
        "jdbc:sqlserver://h;user={a;b};database=shop | microsoft.sql_server | shop",
        "jdbc:sqlserver://h\\inst;encrypt=true | microsoft.sql_server | ''",
        "jdbc:jtds:sqlserver://h:1433/shop;instance=x | microsoft.sql_server | shop",
        "jdbc:jtds:sybase://h/shop | other_sql | shop",
        "jdbc:oracle:thin:@h:1521:ORCL | oracle.db | ORCL",
        "jdbc:oracle:thin:@//h:1521/svc | oracle.db | svc",
        "jdbc:oracle:thin:@h:1521/svc | oracle.db | svc",
        "jdbc:oracle:thin:scott/tiger@//h:1521/svc | oracle.db | svc",
        "jdbc:oracle:thin:@tcps://h:1522/svc?wallet=x | oracle.db | svc",
        "jdbc:oracle:thin:@alias?TNS_ADMIN=/x | oracle.db | alias",
        "jdbc:oracle:oci:@alias | oracle.db | alias",
        "jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(HOST=h))(CONNECT_DATA=(SERVICE_NAME=svc))) | oracle.db | svc",
        "jdbc:oracle:thin:@(DESCRIPTION=(CONNECT_DATA=(SID = ORCL))) | oracle.db | ORCL",
        "jdbc:db2://h:50000/shop:user=a;password=b; | ibm.db2 | shop",
        "jdbc:db2:shop | ibm.db2 | shop",
        "jdbc:clickhouse://h:8123/shop | other_sql | shop",
        "jdbc:p6spy:mysql://h/shop | mysql | shop",
        "jdbc:tc:postgresql:16:///shop?TC_DAEMON=true | postgresql | shop",
        "jdbc:aws-wrapper:postgresql://h/shop | postgresql | shop",
        "jdbc-secretsmanager:mysql://h/shop | mysql | shop",
        "JDBC:POSTGRESQL://h/Shop | postgresql | Shop",
        "jdbc:foo:bar | other_sql | ''",
        "jdbc: | other_sql | ''",
        "nonsense | other_sql | ''"
      })
  void url_ofEveryDriver_hasSystemAndNamespace(String url, String system, String namespace) {
    assertThat(JdbcUrl.parse(url)).isEqualTo(new JdbcUrl(system, namespace));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://joe:Hun/ter2@h/shop",
        "jdbc:mysql://joe:Hunter2@h/shop",
        "jdbc:mysql://(host=h,user=joe,password=a/Hunter2)/shop",
        "jdbc:oracle:thin:joe/Hunter2",
        "jdbc:oracle:thin:joe/Hunter2@h:1521:ORCL",
        "jdbc:oracle:thin:joe/\"Hun@ter2\"@h:1521:ORCL",
        "jdbc:postgresql://h/shop?user=joe&password=Hunter2",
        "jdbc:sqlserver://h;user=joe;password=Hunter2;databaseName=shop",
        "jdbc:sqlserver://h;password={databaseName=Hunter2;};user=joe",
        "jdbc:db2://h:50000/shop:user=joe;password=Hunter2;",
        "jdbc:h2:mem:x;USER=joe;PASSWORD=Hunter2",
        "jdbc:derby://h/shop;user=joe;password=Hunter2",
        "jdbc:foo:joe/Hunter2@h",
        "jdbc:foo:Hunter2",
        "jdbc:foo://joe:Hunter2@h/shop"
      })
  void url_withPassword_neverShowsIt(String url) {
    assertThat(JdbcUrl.parse(url).toString()).doesNotContain("ter2").doesNotContain("joe");
  }
}
