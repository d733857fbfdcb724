package io.sonde.host.objectpool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Objects of Commons Pool's pools, lent and given back. */
public final class SteadyObjectPools {

  private SteadyObjectPools() {}

  /** Calls by name. */
  public static Map<String, Callable<Object>> calls() {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    add(calls, "generic", new GenericLender("steady", 2, new CountingFactory()));
    add(calls, "keyed", new KeyedLender());
    return calls;
  }

  private static void add(Map<String, Callable<Object>> calls, String name, Lender lender) {
    calls.put(
        name + ".lease",
        () -> {
          Object lent = lender.lend();
          lender.takeBack(lent);
          return lent;
        });
  }
}
