package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NameFilterTest {

  @Test
  void isJdk_namesOfTheJdk_areRecognised() {
    for (String name :
        new String[] {
          "java/lang/String",
          "java/util/concurrent/ThreadPoolExecutor",
          "jdk/internal/net/http/HttpClientImpl",
          "jdk/proxy1/$Proxy3",
          "sun/net/www/protocol/http/HttpURLConnection",
          "com/sun/proxy/$Proxy3",
          "com/sun/crypto/provider/AESCipher"
        }) {
      assertThat(NameFilter.isJdk(name)).as(name).isTrue();
    }
  }

  @Test
  void isJdk_namesOfApplications_areNot() {
    for (String name :
        new String[] {
          "javax/sql/rowset/Own",
          "jakarta/servlet/http/HttpServlet",
          "javassist/Loader",
          "sunny/Day",
          "jdkx/A",
          "com/sun/jersey/spi/container/servlet/ServletContainer",
          "com/example/A",
          "A",
          "s",
          "j",
          "c"
        }) {
      assertThat(NameFilter.isJdk(name)).as(name).isFalse();
    }
  }

  @Test
  void isForeign_otherAgentsLanguagesAndTheLauncher_areLeftAlone() {
    for (String name :
        new String[] {
          "io/sonde/agent/launch/SondeAgent",
          "io/opentelemetry/javaagent/shaded/A",
          "com/newrelic/agent/A",
          "datadog/trace/bootstrap/A",
          "org/glowroot/agent/A",
          "net/bytebuddy/ByteBuddy",
          "kotlin/Unit",
          "scala/Option",
          "groovy/lang/Closure"
        }) {
      assertThat(NameFilter.isForeign(name)).as(name).isTrue();
    }
  }

  @Test
  void isForeign_proxiesInThePackageOfTheirInterface_areLeftAlone() {
    assertThat(NameFilter.isForeign("com/example/$Proxy0")).isTrue();
    assertThat(NameFilter.isForeign("com/example/$Proxy123")).isTrue();
    assertThat(NameFilter.isForeign("$Proxy7")).isTrue();
    assertThat(NameFilter.isForeign("com/example/$ProxyFactory")).isFalse();
    assertThat(NameFilter.isForeign("com/example/Own$Proxy1")).isFalse();
    assertThat(NameFilter.isForeign("com/example/$Proxy")).isFalse();
  }

  @Test
  void isForeign_driversPoolsServersAndApplications_areNot() {
    for (String name :
        new String[] {
          "org/h2/jdbc/JdbcStatement",
          "org/postgresql/jdbc/PgStatement",
          "com/mysql/cj/jdbc/StatementImpl",
          "oracle/jdbc/driver/OracleStatement",
          "com/zaxxer/hikari/pool/ProxyStatement",
          "org/springframework/web/servlet/DispatcherServlet",
          "io/sonde/testapp/shop/Shop",
          "io/sondex/A",
          "kotlinx/A",
          "scalaz/A",
          "datadogs/A",
          "A",
          "i",
          "n"
        }) {
      assertThat(NameFilter.isForeign(name)).as(name).isFalse();
    }
  }
}
