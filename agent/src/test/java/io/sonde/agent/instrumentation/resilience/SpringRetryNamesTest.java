package io.sonde.agent.instrumentation.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpringRetryNamesTest {

  @Test
  void method_ofAnyVersionsLabel_isClassAndMethod() {
    assertThat(SpringRetryNames.method("shop.OrderService.pay")).isEqualTo("OrderService.pay");
    assertThat(
            SpringRetryNames.method(
                "public java.lang.String shop.OrderService$Card.pay(java.lang.String,int)"))
        .isEqualTo("OrderService.Card.pay");
  }

  @Test
  void method_ofALabelThatSomebodyGave_isTheLabel() {
    assertThat(SpringRetryNames.method("payments")).isEqualTo("payments");
    assertThat(SpringRetryNames.method("the payments of today")).isEqualTo("the payments of today");
    assertThat(SpringRetryNames.method("shop.payments")).isEqualTo("shop.payments");
    assertThat(SpringRetryNames.method("payments (new)")).isEqualTo("payments (new)");
    assertThat(SpringRetryNames.method("")).isEmpty();
  }
}
