package io.sonde.testapp.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MixTest {

  @Test
  void choose_sameSeed_givesSameRequests() {
    assertThat(requests(7)).isEqualTo(requests(7)).isNotEqualTo(requests(8));
  }

  @ParameterizedTest
  @CsvSource({
    "single:/products/7, GET, /products/*, /products/7",
    "single:/products?after=3, GET, /products, /products?after=3",
    "single:/bad/nplus1?n=3, GET, /bad/nplus1, /bad/nplus1?n=3",
    "single:/delay/50, GET, /delay/*, /delay/50",
    "single:/else, GET, /else, /else",
    "single:POST:/orders, POST, /orders, /orders"
  })
  void single_path_isNamedByItsRoute(String name, String method, String route, String path) {
    SplittableRandom random = new SplittableRandom(1);
    RequestTemplate template = Mix.of(name).choose(random);

    assertThat(template.method()).isEqualTo(method);
    assertThat(template.route()).isEqualTo(route);
    assertThat(template.path().apply(random)).isEqualTo(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "bad", "single:", "single:x", "single:/a b", "single:/\r\nHost: x"})
  void of_unknownName_isRefused(String name) {
    assertThatThrownBy(() -> Mix.of(name)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> requests(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Mix mix = Mix.of("default");
    List<String> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] bytes = mix.choose(random).bytes("127.0.0.1:1", random);
      requests.add(new String(bytes, StandardCharsets.US_ASCII));
    }
    return requests;
  }
}
