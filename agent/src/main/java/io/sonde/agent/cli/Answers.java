package io.sonde.agent.cli;

import io.sonde.exporters.http.JsonWriter;

/** An agent's answer as JSON. */
final class Answers {

  private static final String[] NUMBERS = {
    "rewritten", "longestBatchMillis", "classes", "restored"
  };

  private Answers() {}

  /** Writes what an answer has of numbers, and its notes, into an open object. */
  static void write(AgentCall.Answer answer, JsonWriter json) {
    for (String name : NUMBERS) {
      String value = answer.text(name);
      if (value.matches("[0-9]{1,18}")) {
        json.name(name).value(Long.parseLong(value));
      }
    }
    json.name("notes").beginArray();
    answer.notes().forEach(json::value);
    json.endArray();
    json.name("message").value(answer.text("message"));
  }
}
