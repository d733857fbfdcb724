package io.sonde.host.driver;

import java.sql.Connection;

/**
 * Makes the calls of {@link Calls} through every driver and prints what they were.
 *
 * <p>Arguments: a folder for files, what the names of databases on servers end with, the addresses
 * of a PostgreSQL and of a MariaDB server, each of them empty if there is none.
 */
public final class DriverProgram {

  private DriverProgram() {}

  public static void main(String[] arguments) throws Exception {
    Drivers.Databases databases =
        new Drivers.Databases(arguments[0], arguments[1], arguments[2], arguments[3]);
    for (Drivers driver : Drivers.values()) {
      if (!driver.url(databases).isEmpty()) {
        driver.load();
        try (Connection connection = driver.open(databases)) {
          Calls calls = new Calls(driver, connection);
          calls.run();
          calls.print(driver.namespace(databases));
        }
      }
    }
    System.out.println("done");
    // the test reads the metrics and then ends this process
    Thread.sleep(120_000);
  }
}
