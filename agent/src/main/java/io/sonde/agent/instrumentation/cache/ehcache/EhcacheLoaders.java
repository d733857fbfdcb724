package io.sonde.agent.instrumentation.cache.ehcache;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What loads values, and what it yields, by their types: nothing of the application's is called.
 */
final class EhcacheLoaders {

  /** Maps that answer what is asked below by themselves, without a lock and without allocating. */
  private static final Set<Class<?>> PLAIN_MAPS =
      Set.of(
          HashMap.class,
          LinkedHashMap.class,
          TreeMap.class,
          Map.of().getClass(),
          Collections.emptyMap().getClass(),
          Collections.singletonMap("", "").getClass());

  /** What is kept with the application's classes is the JDK's. */
  private static final ClassValue<Boolean> IS_LOADER =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return implementsOne(type);
        }
      };

  private EhcacheLoaders() {}

  /** Whether an object is a loader: any class may have methods like theirs. */
  static boolean isLoader(@Nullable Object object) {
    return object != null && IS_LOADER.get(object.getClass());
  }

  private static boolean implementsOne(Class<?> from) {
    for (Class<?> c = from; c != null; c = c.getSuperclass()) {
      if (EhcacheInstrumentation.LOADERS.contains(c.getName())) {
        return true;
      }
      for (Class<?> implemented : c.getInterfaces()) {
        if (implementsOne(implemented)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether a map has no value, for as much as it can be asked: in Ehcache's words null stands for
   * what was not found, and it asks for one key at a time.
   */
  static boolean isEmpty(@Nullable Object values) {
    if (values == null || !PLAIN_MAPS.contains(values.getClass())) {
      return false;
    }
    Map<?, ?> map = (Map<?, ?>) values;
    return map.isEmpty() || (map.size() == 1 && map.containsValue(null));
  }
}
