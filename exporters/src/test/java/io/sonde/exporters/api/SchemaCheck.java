package io.sonde.exporters.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Checks a JSON value against the parts of JSON Schema that the API's document uses. */
final class SchemaCheck {
  private final JsonNode document;

  SchemaCheck(JsonNode document) {
    this.document = document;
  }

  void check(String at, JsonNode value, JsonNode schema) {
    if (schema.has("$ref")) {
      check(at, value, document.at(schema.get("$ref").asText().substring(1)));
      return;
    }
    JsonNode type = schema.get("type");
    boolean fits = false;
    for (JsonNode one :
        type.isArray()
            ? type
            : com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode().add(type)) {
      fits |= isOf(value, one.asText());
    }
    require(fits, at, value + " is no " + type);
    if (schema.has("enum")) {
      boolean known = false;
      for (JsonNode one : schema.get("enum")) {
        known |= one.equals(value);
      }
      require(known, at, value + " is not among " + schema.get("enum"));
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        check(at + "/" + i, value.get(i), schema.get("items"));
      }
    } else if (value.isObject()) {
      members(at, value, schema);
    }
  }

  private void members(String at, JsonNode value, JsonNode schema) {
    for (JsonNode required : schema.path("required")) {
      require(value.has(required.asText()), at, required + " is missing");
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode known = schema.path("properties").path(member.getKey());
      JsonNode other = schema.path("additionalProperties");
      require(
          !known.isMissingNode() || other.isObject(), at, member.getKey() + " is not described");
      check(at + "/" + member.getKey(), member.getValue(), known.isMissingNode() ? other : known);
    }
  }

  private static boolean isOf(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> false;
    };
  }

  private static void require(boolean holds, String at, String complaint) {
    if (!holds) {
      throw new AssertionError(at + ": " + complaint);
    }
  }
}
