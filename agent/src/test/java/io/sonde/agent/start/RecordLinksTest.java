package io.sonde.agent.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A class loader whose records were used last can be collected after they are forgotten. */
final class RecordLinksTest {

  private static final long PATIENCE_MILLIS = 30_000;

  @Test
  void loaderOfTheLastRecord_afterForget_isCollected() throws Exception {
    ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    WeakReference<ClassLoader> loader = new WeakReference<>(useARecord(), collected);
    RecordLinks.forget();
    System.gc();
    assertThat(collected.remove(PATIENCE_MILLIS)).as("the loader, collected").isSameAs(loader);
  }

  /** Links all that the JDK generates for a record, in a loader of its own. */
  private static ClassLoader useARecord() throws Exception {
    ClassLoader loader = new OneClassLoader();
    Constructor<?> constructor =
        loader
            .loadClass(LinkedPoint.class.getName())
            .getDeclaredConstructor(int.class, String.class);
    constructor.setAccessible(true);
    Object one = constructor.newInstance(1, "x");
    Object same = constructor.newInstance(1, "x");
    assertThat(one.getClass().getClassLoader()).isSameAs(loader);
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same).hasToString("LinkedPoint[x=1, name=x]");
    return loader;
  }

  /** Defines {@link LinkedPoint} again instead of asking its parent. */
  private static final class OneClassLoader extends ClassLoader {

    OneClassLoader() {
      super(RecordLinksTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(LinkedPoint.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      String file = name.replace('.', '/') + ".class";
      try (@Nullable InputStream in = getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
