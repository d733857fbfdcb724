package io.sonde.agent.instrumentation.objectpool;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import io.sonde.agent.instrumentation.WeakIdentityTable;
import java.util.List;

/** Commons Pool's two pools with a limit. */
public final class ObjectPoolInstrumentation implements Technology {

  private static final String ADVICE =
      "io.sonde.agent.instrumentation.objectpool.ObjectPoolAdvice$";
  private static final String BORROW = ADVICE + "Borrow";
  private static final String CREATE = ADVICE + "Create";
  private static final String DESTROY = ADVICE + "Destroy";
  private static final String DESTROY_KEYED = ADVICE + "DestroyKeyed";
  private static final String RETURN = ADVICE + "Return";
  private static final String RETURN_KEYED = ADVICE + "ReturnKeyed";

  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String DURATION = "Ljava/time/Duration;";
  private static final String POOLED = "Lorg/apache/commons/pool2/PooledObject;";
  private static final String MODE = "Lorg/apache/commons/pool2/DestroyMode;";

  /** Made by hand in the list of technologies. */
  public ObjectPoolInstrumentation() {}

  @Override
  public String name() {
    return "objectpool";
  }

  @Override
  public List<TypeRule> types() {
    return List.of(
        TypeRule.named(
            List.of(PoolKind.GENERIC_TYPE),
            List.of(
                new MethodRule("borrowObject", "(J)" + OBJECT, BORROW),
                // 2.10 and later
                new MethodRule("borrowObject", "(" + DURATION + ")" + OBJECT, BORROW),
                new MethodRule("returnObject", "(" + OBJECT + ")V", RETURN),
                new MethodRule("invalidateObject", "(" + OBJECT + ")V", RETURN),
                // 2.9 and later
                new MethodRule("invalidateObject", "(" + OBJECT + MODE + ")V", RETURN),
                new MethodRule("create", "()" + POOLED, CREATE),
                // 2.12.1 and later
                new MethodRule("create", "(" + DURATION + ")" + POOLED, CREATE),
                new MethodRule("destroy", "(" + POOLED + ")V", DESTROY),
                // 2.9 and later
                new MethodRule("destroy", "(" + POOLED + MODE + ")V", DESTROY))),
        TypeRule.named(
            List.of(PoolKind.KEYED_TYPE),
            List.of(
                new MethodRule("borrowObject", "(" + OBJECT + "J)" + OBJECT, BORROW),
                // 2.13 and later
                new MethodRule("borrowObject", "(" + OBJECT + DURATION + ")" + OBJECT, BORROW),
                new MethodRule("returnObject", "(" + OBJECT + OBJECT + ")V", RETURN_KEYED),
                new MethodRule("invalidateObject", "(" + OBJECT + OBJECT + ")V", RETURN_KEYED),
                // 2.9 and later
                new MethodRule(
                    "invalidateObject", "(" + OBJECT + OBJECT + MODE + ")V", RETURN_KEYED),
                new MethodRule("create", "(" + OBJECT + ")" + POOLED, CREATE),
                // 2.13 and later
                new MethodRule("create", "(" + OBJECT + DURATION + ")" + POOLED, CREATE),
                new MethodRule("destroy", "(" + OBJECT + POOLED + "Z)Z", DESTROY_KEYED),
                // 2.9 and later
                new MethodRule(
                    "destroy", "(" + OBJECT + POOLED + "Z" + MODE + ")Z", DESTROY_KEYED))));
  }

  @Override
  public void install(ProbeContext context) {
    ObjectPools pools =
        new ObjectPools(
            context.sideTable("object_pools", ObjectPools.MAX_POOLS),
            new ObjectPoolNames(new ObjectPoolMeters(context)));
    WeakIdentityTable<Hold> holds = context.sideTable("object_pool_objects", 50_000);
    context.install(ProbeId.OBJECT_POOL_BORROW, new BorrowProbe(pools, holds, context.requests()));
    context.install(ProbeId.OBJECT_POOL_RETURN, new ReturnProbe(pools, holds));
    context.install(ProbeId.OBJECT_POOL_CREATE, new CreateProbe(pools));
    context.install(ProbeId.OBJECT_POOL_DESTROY, new DestroyProbe(pools));
    context.beforeReading(new ObjectPoolGauges(pools, holds, context.registry())::refresh);
  }

  @Override
  public int[] beginnings() {
    // not the creations: whether one was refused tells a time-out
    return new int[] {ProbeId.OBJECT_POOL_BORROW};
  }
}
