package io.sonde.profiler;

/** Writes class names as they stand in profiles. */
final class ClassNames {

  private ClassNames() {}

  /** {@code [B} as {@code byte[]}, others with slashes. */
  static String readable(String name) {
    int dimensions = 0;
    while (dimensions < name.length() && name.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0) {
      return name.replace('.', '/');
    }
    String element = name.substring(dimensions);
    String readable =
        switch (element) {
          case "B" -> "byte";
          case "C" -> "char";
          case "D" -> "double";
          case "F" -> "float";
          case "I" -> "int";
          case "J" -> "long";
          case "S" -> "short";
          case "Z" -> "boolean";
          default ->
              element.startsWith("L") && element.endsWith(";")
                  ? element.substring(1, element.length() - 1).replace('.', '/')
                  : element.replace('.', '/');
        };
    return readable + "[]".repeat(dimensions);
  }
}
