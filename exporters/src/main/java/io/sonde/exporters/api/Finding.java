package io.sonde.exporters.api;

import io.sonde.exporters.http.JsonWriter;

/**
 * Something that is wrong, in words for somebody who did not write the application.
 *
 * @param kind what kind of thing, for machines
 * @param isSevere whether users are hit hard
 * @param page where the dashboard shows more
 * @param subject the route, pool, executor, statement or server
 * @param text what, where, how much it costs
 * @param arithmetic how that was computed
 * @param advice what to do
 * @param lostSeconds time lost by users, for the ranking
 * @param seen on how many calls or samples it rests
 * @param proof the numbers, and where it happens
 */
record Finding(
    String kind,
    boolean isSevere,
    String page,
    String subject,
    String text,
    String arithmetic,
    String advice,
    double lostSeconds,
    long seen,
    Proof proof) {

  void write(JsonWriter json) {
    json.beginObject().name("kind").value(kind);
    json.name("severity").value(isSevere ? "red" : "amber");
    json.name("page").value(page).name("subject").value(subject).name("text").value(text);
    json.name("arithmetic").value(arithmetic).name("advice").value(advice);
    json.name("lostSeconds").value(lostSeconds).name("seen").value(seen);
    proof.write(json);
    json.endObject();
  }
}
