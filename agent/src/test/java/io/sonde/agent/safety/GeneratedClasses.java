package io.sonde.agent.safety;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Predicate;

/**
 * A host whose only classes with JDBC methods are generated: a dynamic proxy in the package of its
 * interface, a hidden class, a lambda.
 */
final class GeneratedClasses {

  private GeneratedClasses() {}

  /** Not public, so that its proxies live in this package. */
  interface LocalStatement extends Statement {}

  public static void main(String[] arguments)
      throws IOException, IllegalAccessException, SQLException {
    Statement proxy =
        (Statement)
            Proxy.newProxyInstance(
                GeneratedClasses.class.getClassLoader(),
                new Class<?>[] {LocalStatement.class},
                (self, method, values) -> false);
    System.out.println(proxy.getClass().getPackageName() + " " + proxy.execute("x"));
    String file = "PartialStatement.class";
    try (InputStream in = GeneratedClasses.class.getResourceAsStream(file)) {
      Class<?> hidden =
          MethodHandles.lookup().defineHiddenClass(in.readAllBytes(), true).lookupClass();
      System.out.println(hidden.isHidden() + " " + Statement.class.isAssignableFrom(hidden));
    }
    Predicate<Statement> lambda = statement -> statement == proxy;
    System.out.println(lambda.test(proxy));
    EndOfInput.await();
  }
}
