package io.sonde.agent.safety;

import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A host whose main thread loads a native library that needs a class of the JDK's while it is being
 * loaded, as Netty's does. The library is the JDK's own for networks, which asks for a property;
 * the answer takes until another thread initialises what that class needs, or three seconds.
 */
public final class LibraryLoading {

  private static final String LIBRARIES = "jdk.internal.loader.NativeLibraries";
  private static final String ASKED = "java.net.preferIPv4Stack";
  private static final String NEEDED = "sun.nio.ch.FileChannelImpl";
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private LibraryLoading() {}

  public static void main(String[] arguments) throws Exception {
    Answers answers = new Answers(Thread.currentThread());
    answers.putAll(System.getProperties());
    System.setProperties(answers);
    Class.forName("java.net.NetworkInterface");
    System.out.println("asked " + (answers.asked > 0));
    System.out.println("loaded");
    EndOfInput.await();
  }

  /** The system properties. */
  private static final class Answers extends Properties {

    private static final long serialVersionUID = 1;

    private final transient Thread main;
    private int asked;

    Answers(Thread main) {
      this.main = main;
    }

    @Override
    public String getProperty(String key) {
      if (key.equals(ASKED)
          && Thread.currentThread() == main
          && isLoading(main.getStackTrace())
          && asked++ == 0) {
        try {
          Class.forName(needed(), true, null);
          Class.forName(NEEDED, true, null);
        } catch (ClassNotFoundException | InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return super.getProperty(key);
    }

    /** Others ask for it too. */
    private static boolean isLoading(StackTraceElement[] stack) {
      return Stream.of(stack).anyMatch(frame -> frame.getClassName().equals(LIBRARIES));
    }

    private String needed() throws InterruptedException {
      long startNanos = System.nanoTime();
      while (System.nanoTime() - startNanos < PATIENCE_NANOS) {
        for (var entry : Thread.getAllStackTraces().entrySet()) {
          String type = entry.getKey() == main ? null : initialised(entry.getValue());
          if (type != null) {
            return type;
          }
        }
        Thread.sleep(1);
      }
      return NEEDED;
    }

    /** The class whose initialisation loads a library; null if there is none in a stack. */
    private static @Nullable String initialised(StackTraceElement[] stack) {
      boolean isLoading = false;
      for (StackTraceElement frame : stack) {
        isLoading |= frame.getClassName().equals(LIBRARIES);
        if (isLoading && frame.getMethodName().equals("<clinit>")) {
          return frame.getClassName();
        }
      }
      return null;
    }
  }
}
