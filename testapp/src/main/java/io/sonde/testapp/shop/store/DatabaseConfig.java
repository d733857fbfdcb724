package io.sonde.testapp.shop.store;

/**
 * Where the tables are.
 *
 * @param vendor the kind of database
 * @param url JDBC URL
 * @param user may be empty
 * @param password may be empty
 */
public record DatabaseConfig(Vendor vendor, String url, String user, String password) {

  /** Neither the last connection nor the JVM ends the database before the shop lets it. */
  private static final String IN_MEMORY_URL =
      "jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";

  /** Returns an H2 database in this process. */
  public static DatabaseConfig inMemory() {
    return new DatabaseConfig(Vendor.H2, IN_MEMORY_URL, "sa", "");
  }

  @Override
  public String toString() {
    return vendor + " " + url;
  }

  /** The databases the shop runs on. */
  public enum Vendor {
    H2,
    POSTGRES
  }
}
