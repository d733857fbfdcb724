package io.sonde.agent.weaving;

import java.util.LinkedHashMap;
import java.util.Map;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDefinition;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.scaffold.MethodGraph;

/**
 * The methods that a class declares, bridges among them: a class whose {@code getConnection}
 * returns a narrower type is called through its bridge by whoever names the interface, and no other
 * of its methods has the descriptor that rules name. Supertypes are not looked at.
 */
final class DeclaredMethods extends MethodGraph.Compiler.AbstractBase {

  @Override
  public MethodGraph.Linked compile(TypeDefinition type, TypeDescription viewPoint) {
    LinkedHashMap<MethodDescription.SignatureToken, MethodGraph.Node> nodes = new LinkedHashMap<>();
    for (MethodDescription method : type.getDeclaredMethods()) {
      if (method.isVirtual()) {
        nodes.put(method.asSignatureToken(), new MethodGraph.Node.Simple(method));
      }
    }
    return new MethodGraph.Linked.Delegation(
        new MethodGraph.Simple(nodes), MethodGraph.Empty.INSTANCE, Map.of());
  }
}
