package io.sonde.agent.cli;

import io.sonde.exporters.http.JsonWriter;
import java.util.Locale;

/** An agent's answer as JSON. */
final class Answers {

  private static final String[] NUMBERS = {
    "rewritten",
    "batches",
    "longestBatchMillis",
    "longestStopMicros",
    "stoppedMicros",
    "classes",
    "failed",
    "restored"
  };

  /** Options that a second attach has changed, and those that it could not change. */
  private static final String[] OPTIONS = {"changed", "later"};

  private Answers() {}

  /** How long the JVM stood still, as a sentence; empty if it does not count that. */
  static String stops(AgentCall.Answer answer) {
    String longest = answer.text("longestStopMicros");
    String total = answer.text("stoppedMicros");
    if (!longest.matches("[0-9]{1,18}") || !total.matches("[0-9]{1,18}")) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "the JVM stood still for %.1f ms at the longest, %.1f ms in all",
        Long.parseLong(longest) / 1e3,
        Long.parseLong(total) / 1e3);
  }

  /** Writes what an answer has of numbers, and its notes, into an open object. */
  static void write(AgentCall.Answer answer, JsonWriter json) {
    for (String name : NUMBERS) {
      String value = answer.text(name);
      if (value.matches("[0-9]{1,18}")) {
        json.name(name).value(Long.parseLong(value));
      }
    }
    for (String name : OPTIONS) {
      json.name(name).beginArray();
      answer.all(name).forEach(json::value);
      json.endArray();
    }
    json.name("notes").beginArray();
    answer.notes().forEach(json::value);
    json.endArray();
    json.name("message").value(answer.text("message"));
  }
}
