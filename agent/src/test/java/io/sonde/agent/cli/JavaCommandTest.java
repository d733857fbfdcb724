package io.sonde.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JavaCommandTest {

  private static JavaCommand parse(String... words) {
    return JavaCommand.parse(List.of(words));
  }

  @Test
  void class_afterOptionsWithValues_isFound() {
    JavaCommand command =
        parse("java", "-cp", "a.jar", "-Xmx1g", "--add-opens", "a/b=ALL", "com.acme.Main", "-jar");
    assertThat(command.main()).isEqualTo("com.acme.Main");
    assertThat(command.options())
        .containsExactly("-cp", "a.jar", "-Xmx1g", "--add-opens", "a/b=ALL");
  }

  @Test
  void jarAndModule_areFound() {
    assertThat(parse("java", "-Da=b", "-jar", "/opt/my shop.jar", "x").main())
        .isEqualTo("/opt/my shop.jar");
    assertThat(parse("java", "-p", "mods", "-m", "shop/com.acme.Main").main())
        .isEqualTo("shop/com.acme.Main");
    assertThat(parse("java", "--module=shop/com.acme.Main").main()).isEqualTo("shop/com.acme.Main");
  }

  @Test
  void nothing_isNoMain() {
    assertThat(parse().main()).isEmpty();
    assertThat(parse("java").main()).isEmpty();
    assertThat(parse("java", "-jar").main()).isEmpty();
    assertThat(parse("java", "@arguments").main()).isEmpty();
  }
}
