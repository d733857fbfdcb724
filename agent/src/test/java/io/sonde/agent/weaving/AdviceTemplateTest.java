package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sonde.agent.instrumentation.Instrumentations;
import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.bootstrap.SondeHook;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import net.bytebuddy.asm.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdviceTemplateTest {

  static Set<String> advices() {
    Set<String> names = new TreeSet<>();
    for (Technology technology : Instrumentations.all()) {
      for (TypeRule type : technology.types()) {
        for (MethodRule method : type.methods()) {
          names.add(method.advice());
        }
      }
    }
    return names;
  }

  private static AdviceTemplate read(String name) throws IOException {
    try (InputStream in =
        AdviceTemplateTest.class
            .getClassLoader()
            .getResourceAsStream(name.replace('.', '/') + ".class")) {
      assertThat(in).as(name).isNotNull();
      return AdviceTemplate.read(in.readAllBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("advices")
  void adviceOfEveryRule_read_hasCode(String name) throws IOException {
    AdviceTemplate template = read(name);
    assertThat(template.enter() != null || template.exit() != null).isTrue();
  }

  /** Advice with a condition of its own. */
  static final class Branching {
    private Branching() {}

    @Advice.OnMethodEnter
    static long enter(@Advice.This Object self, @Advice.Argument(0) boolean wanted) {
      return wanted ? SondeHook.enter(1, self) : 0L;
    }
  }

  /** Advice with another constant than one for a flag. */
  static final class Counting {
    private Counting() {}

    @Advice.OnMethodExit
    static void exit(@Advice.This Object self, @Advice.Return boolean done) {
      SondeHook.exitCount(1, 1L, self, null, done ? 2L : 0L, null);
    }
  }

  /** Advice that looks at a type. */
  static final class Casting {
    private Casting() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.This Object self, @Advice.Argument(0) Object argument) {
      SondeHook.enter(1, (String) argument);
    }
  }

  @Test
  void adviceThatCannotBeInlined_read_isNamed() {
    assertThatThrownBy(() -> read(Branching.class.getName()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Branching.enter has a branch");
    assertThatThrownBy(() -> read(Counting.class.getName()))
        .hasMessageContaining("Counting.exit has a branch");
    assertThatThrownBy(() -> read(Casting.class.getName()))
        .hasMessageContaining("Casting.enter uses the type java/lang/String");
  }
}
