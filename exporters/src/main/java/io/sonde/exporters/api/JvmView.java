package io.sonde.exporters.api;

import io.sonde.exporters.history.SeriesWindow;
import io.sonde.exporters.http.JsonWriter;
import java.util.List;

/** The answer about the JVM: memory, garbage collection, threads, classes, processor. */
final class JvmView {
  private static final String USED = "jvm_memory_used_bytes";

  private JvmView() {}

  static void write(Reading reading, JsonWriter json) {
    List<SeriesWindow> heap = reading.where(USED, "area", "heap");
    List<SeriesWindow> other = reading.where(USED, "area", "nonheap");
    double[] heapUsed = reading.means(heap);
    double[] otherUsed = reading.means(other);
    CallGroup pauses = reading.everything(Metrics.GC_PAUSE);
    json.name("heapUsedBytes").value(Reading.last(heap));
    json.name("heapMaxBytes").value(heapMax(reading));
    json.name("otherUsedBytes").value(Reading.last(other));
    json.name("gcPauses").value(pauses.count()).name("gcSeconds").value(pauses.totalSeconds());
    json.name("gcRatio").value(pauses.totalSeconds() / reading.range().totalSeconds());
    json.name("gcP99Seconds").value(pauses.percentile(99));
    json.name("gcMaxSeconds").value(pauses.percentile(100));
    gauge(reading, json, "threads", "jvm_threads_live_threads");
    gauge(reading, json, "classes", "jvm_classes_loaded_classes");
    gauge(reading, json, "openFiles", "process_files_open_files");
    gauge(reading, json, "uptimeSeconds", "process_uptime_seconds");
    gauge(reading, json, "processCpuRatio", "process_cpu_usage");
    gauge(reading, json, "systemCpuRatio", "system_cpu_usage");
    Json.array(json, "heapUseds", heapUsed.length, i -> heapUsed[i]);
    Json.array(json, "otherUseds", otherUsed.length, i -> otherUsed[i]);
    pauses.array(json, "gcRatios", i -> reading.range().rate(i, pauses.totalSeconds(i)));
    means(reading, json, "processCpus", "process_cpu_usage");
    means(reading, json, "systemCpus", "system_cpu_usage");
    means(reading, json, "threadCounts", "jvm_threads_live_threads");
    states(reading, json);
    pools(reading, json);
  }

  private static double heapMax(Reading reading) {
    double sum = Double.NaN;
    for (SeriesWindow pool : reading.where("jvm_memory_max_bytes", "area", "heap")) {
      // -1 says that a pool has no limit of its own: the others' limit is the heap's
      if (pool.last() > 0) {
        sum = Double.isNaN(sum) ? pool.last() : sum + pool.last();
      }
    }
    return sum;
  }

  private static void gauge(Reading reading, JsonWriter json, String name, String metric) {
    json.name(name).value(Reading.last(reading.all(metric)));
  }

  private static void means(Reading reading, JsonWriter json, String name, String metric) {
    double[] values = reading.means(reading.all(metric));
    Json.array(json, name, values.length, i -> values[i]);
  }

  private static void states(Reading reading, JsonWriter json) {
    json.name("threadStates").beginArray();
    for (SeriesWindow state : reading.all("jvm_threads_states_threads")) {
      json.beginObject().name("state").value(state.label("state"));
      json.name("threads").value(state.last()).endObject();
    }
    json.endArray();
  }

  private static void pools(Reading reading, JsonWriter json) {
    json.name("memoryPools").beginArray();
    for (SeriesWindow pool : reading.all(USED)) {
      json.beginObject().name("name").value(pool.label("id"));
      json.name("area").value(pool.label("area")).name("usedBytes").value(pool.last());
      double max = Reading.last(reading.where("jvm_memory_max_bytes", "id", pool.label("id")));
      json.name("maxBytes").value(max > 0 ? max : Double.NaN).endObject();
    }
    json.endArray();
  }
}
