package io.sonde.agent.instrumentation.jdbc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a JDBC URL says of the database: system and name, never user, password or host.
 *
 * @param system the value of {@code db_system_name}, from OpenTelemetry's list; {@value
 *     #OTHER_SYSTEM} if the driver is not known
 * @param namespace the database's name (Oracle: service or SID; files: the last part of the path);
 *     empty if the URL does not say it, or not clearly
 */
record JdbcUrl(String system, String namespace) {

  static final String OTHER_SYSTEM = "other_sql";

  private static final int MAX_URL = 4_096;
  private static final int MAX_NAMESPACE = 64;

  /** Prefixes of drivers that wrap another driver and put its URL behind their own name. */
  private static final String[] WRAPPERS = {
    "p6spy:", "otel:", "log4jdbc:", "aws-wrapper:", "tracing:", "tc:", "datadog:"
  };

  /** Start of a class name, and the system whose driver it belongs to. */
  private static final String[][] DRIVER_CLASSES = {
    {"org.h2.", "h2database"},
    {"org.hsqldb.", "hsqldb"},
    {"org.postgresql.", "postgresql"},
    {"com.mysql.", "mysql"},
    {"org.mariadb.", "mariadb"},
    {"com.microsoft.sqlserver.", "microsoft.sql_server"},
    {"net.sourceforge.jtds.", "microsoft.sql_server"},
    {"oracle.jdbc.", "oracle.db"},
    {"org.apache.derby.", "derby"},
    {"org.sqlite.", "sqlite"},
    {"com.ibm.db2.", "ibm.db2"}
  };

  /** Reads a URL; one that makes no sense is {@value #OTHER_SYSTEM} without a name. */
  static JdbcUrl parse(String url) {
    String rest = url.length() > MAX_URL ? url.substring(0, MAX_URL) : url;
    if (rest.regionMatches(true, 0, "jdbc-secretsmanager:", 0, 20)) {
      rest = rest.substring(20);
    } else if (rest.regionMatches(true, 0, "jdbc:", 0, 5)) {
      rest = rest.substring(5);
    } else {
      return new JdbcUrl(OTHER_SYSTEM, "");
    }
    rest = withoutWrappers(rest);
    int colon = rest.indexOf(':');
    if (colon < 0) {
      return new JdbcUrl(OTHER_SYSTEM, "");
    }
    String scheme = rest.substring(0, colon).toLowerCase(Locale.ROOT);
    String body = rest.substring(colon + 1);
    String system = system(scheme, body);
    String namespace = namespace(system, scheme, body);
    return new JdbcUrl(system, plausible(namespace) ? namespace : "");
  }

  /** The system whose driver a class belongs to, or null. */
  static @Nullable String systemOfClass(String className) {
    for (int i = 0; i < DRIVER_CLASSES.length; i++) {
      if (className.startsWith(DRIVER_CLASSES[i][0])) {
        return DRIVER_CLASSES[i][1];
      }
    }
    return null;
  }

  private static String withoutWrappers(String rest) {
    String inner = rest;
    for (int i = 0; i < WRAPPERS.length; i++) {
      if (inner.regionMatches(true, 0, WRAPPERS[i], 0, WRAPPERS[i].length())) {
        inner = inner.substring(WRAPPERS[i].length());
        i = -1;
      }
    }
    return inner.regionMatches(true, 0, "jdbc:", 0, 5) ? inner.substring(5) : inner;
  }

  private static String system(String scheme, String body) {
    return switch (scheme) {
      case "h2" -> "h2database";
      case "hsqldb", "derby", "sqlite", "mariadb", "postgresql" -> scheme;
      case "pgsql" -> "postgresql";
      case "mysql", "mysql+srv" -> "mysql";
      case "sqlserver", "microsoft" -> "microsoft.sql_server";
      case "jtds" -> startsWith(body, "sqlserver:") ? "microsoft.sql_server" : OTHER_SYSTEM;
      case "oracle" -> "oracle.db";
      case "db2", "as400" -> "ibm.db2";
      default -> OTHER_SYSTEM;
    };
  }

  private static String namespace(String system, String scheme, String body) {
    return switch (scheme) {
      case "h2", "hsqldb", "derby" -> lastPart(upTo(body, ";?"));
      case "sqlite" -> lastPart(upTo(body, "?"));
      case "sqlserver", "microsoft" -> sqlServer(body);
      case "oracle" -> oracle(body);
      case "db2", "as400" -> afterAuthority(system, body, ":;");
      default -> afterAuthority(system, body, "?;");
    };
  }

  /**
   * The name in {@code mem:name}, {@code file:/path/name}, {@code tcp://host/name}, {@code ~/x}.
   */
  private static String lastPart(String path) {
    if (path.contains("://") && path.indexOf('/', path.indexOf("://") + 3) < 0) {
      return "";
    }
    int start = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/' || c == '\\' || c == ':') {
        start = i + 1;
      }
    }
    if (path.endsWith(":memory:")) {
      return "memory";
    }
    return path.substring(start);
  }

  /** The name in {@code //host:port/name?options}, or in {@code name?options}. */
  private static String afterAuthority(String system, String body, String ends) {
    int authority = body.indexOf("//");
    if (authority < 0) {
      return system.equals(OTHER_SYSTEM) ? "" : upTo(body, ends);
    }
    int slash = body.indexOf('/', authority + 2);
    return slash < 0 ? "" : upTo(body.substring(slash + 1), ends);
  }

  private static String sqlServer(String body) {
    int option = 0;
    while (option >= 0 && option < body.length()) {
      int equals = body.indexOf('=', option);
      if (equals < 0) {
        return "";
      }
      String key = body.substring(option, equals).trim();
      int start = equals + 1;
      boolean braced = start < body.length() && body.charAt(start) == '{';
      int end = body.indexOf(braced ? '}' : ';', start);
      String value = body.substring(braced ? start + 1 : start, end < 0 ? body.length() : end);
      if (endsWithOption(key, "databaseName") || endsWithOption(key, "database")) {
        return value.trim();
      }
      option = end < 0 ? -1 : body.indexOf(';', end) + 1;
      if (option == 0) {
        return "";
      }
    }
    return "";
  }

  /** Whether a key is an option; the first one has the server's name in front of it. */
  private static boolean endsWithOption(String key, String option) {
    int start = key.length() - option.length();
    return start >= 0
        && key.regionMatches(true, start, option, 0, option.length())
        && (start == 0 || key.charAt(start - 1) == ';');
  }

  private static String oracle(String body) {
    int at = body.lastIndexOf('@');
    if (at < 0) {
      return "";
    }
    String address = body.substring(at + 1);
    if (address.indexOf('(') >= 0) {
      String service = inDescriptor(address, "SERVICE_NAME");
      return service.isEmpty() ? inDescriptor(address, "SID") : service;
    }
    address = upTo(address, "?");
    int slash = address.lastIndexOf('/');
    int colon = address.lastIndexOf(':');
    if (slash >= 0 && slash + 1 < address.length()) {
      return upTo(address.substring(slash + 1), ":");
    }
    return colon >= 0 && address.indexOf("//") < 0 ? address.substring(colon + 1) : address;
  }

  private static String inDescriptor(String address, String key) {
    String upper = address.toUpperCase(Locale.ROOT);
    for (int at = upper.indexOf(key); at >= 0; at = upper.indexOf(key, at + 1)) {
      int i = at + key.length();
      while (i < upper.length() && upper.charAt(i) == ' ') {
        i++;
      }
      if (i < upper.length() && upper.charAt(i) == '=') {
        return upTo(address.substring(i + 1), ")").trim();
      }
    }
    return "";
  }

  private static String upTo(String text, String ends) {
    for (int i = 0; i < text.length(); i++) {
      if (ends.indexOf(text.charAt(i)) >= 0) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  /** Whether a name has the look of one; what may be a piece of a user name or password has not. */
  private static boolean plausible(String name) {
    if (name.isEmpty() || name.length() > MAX_NAMESPACE) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean allowed =
          Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '$';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(String text, String start) {
    return text.regionMatches(true, 0, start, 0, start.length());
  }
}
