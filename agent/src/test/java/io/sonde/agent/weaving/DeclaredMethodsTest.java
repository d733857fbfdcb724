package io.sonde.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import org.junit.jupiter.api.Test;

class DeclaredMethodsTest {

  interface Wide {
    Object get();
  }

  static class Base {
    int inherited() {
      return fixed();
    }

    static int fixed() {
      return 1;
    }
  }

  static final class Narrow extends Base implements Wide {
    @Override
    public String get() {
      return "narrow";
    }

    @Override
    public String toString() {
      return get();
    }

    static int own() {
      return fixed();
    }
  }

  @Test
  void methods_ofAClass_areItsOwnThatCanBeOverriddenAndTheirBridges() {
    TypeDescription type = TypeDescription.ForLoadedType.of(Narrow.class);
    MethodGraph.Linked graph = new DeclaredMethods().compile((TypeDefinition) type, type);
    List<String> methods = new ArrayList<>();
    for (MethodGraph.Node node : graph.listNodes()) {
      MethodDescription method = node.getRepresentative();
      methods.add((method.isBridge() ? "bridge " : "") + method.getName() + method.getDescriptor());
    }
    assertThat(methods)
        .containsExactlyInAnyOrder(
            "get()Ljava/lang/String;",
            "bridge get()Ljava/lang/Object;",
            "toString()Ljava/lang/String;");
    assertThat(graph.getSuperClassGraph().listNodes().isEmpty()).isTrue();
  }
}
