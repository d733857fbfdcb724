package io.sonde.host.cache;

import java.util.List;

/** Uses caches in many ways and prints what each of them must have counted. */
public final class CacheProgram {

  private CacheProgram() {}

  public static void main(String[] arguments) throws Exception {
    for (Use use : uses()) {
      use.run();
    }
    LoadUses.run();
    SpringUses.map();
    EhcacheUses.run();
    EhcacheLoadUses.run();
    JCacheUses.run();
    System.out.println("done");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }

  private static List<Use> uses() {
    return List.of(
        new CaffeineUses.Bounded(),
        new CaffeineUses.Unbounded(),
        new CaffeineUses.Evicting(),
        new CaffeineUses.Expiring(),
        new CaffeineUses.Loading(),
        new CaffeineUses.BulkLoading(),
        new CaffeineUses.Refreshing(),
        new CaffeineUses.Async(),
        new CaffeineUses.Shared(),
        new GuavaUses.Manual(),
        new GuavaUses.Expiring(),
        new GuavaUses.Loading(),
        new GuavaUses.BulkLoading(),
        new GuavaUses.Nested(),
        new GuavaUses.Shared(),
        new SpringUses.Managed(),
        new SpringUses.Given());
  }
}
