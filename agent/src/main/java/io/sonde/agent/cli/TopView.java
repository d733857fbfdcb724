package io.sonde.agent.cli;

import io.sonde.exporters.http.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code top} shows of a {@link Window}: lines of text, or JSON. */
final class TopView {

  /** What comes first in a section. */
  enum Order {
    P99,
    RATE
  }

  private static final double P50 = 0.5;
  private static final double P99 = 0.99;

  private final Window window;
  private final Order order;

  TopView(Window window, Order order) {
    this.window = window;
    this.order = order;
  }

  /** A heading with its rows, already in order. */
  @SuppressWarnings("ArrayRecordComponent") // rows of a table, never compared
  private record Section(String[] headings, List<String[]> rows) {}

  /**
   * The text.
   *
   * @param title who is looked at
   * @param size no line is wider, and no more lines are given
   */
  List<String> lines(String title, Terminal size) {
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.add(vitals());
    lines.add(
        String.format(
            Locale.ROOT,
            "window %.1f s; percentiles of the window, interpolated between bucket bounds",
            window.seconds()));
    List<Section> sections = new ArrayList<>(sections());
    sections.removeIf(section -> section.rows().isEmpty());
    if (sections.isEmpty()) {
      lines.add("");
      lines.add("nothing measured yet");
    }
    int[] shares = shares(sections, size.rows() - lines.size() - 2 * sections.size());
    for (int i = 0; i < sections.size(); i++) {
      Section section = sections.get(i);
      TextTable table = new TextTable(section.headings());
      section.rows().subList(0, shares[i]).forEach(table::add);
      lines.add("");
      lines.addAll(table.lines(size.columns()));
    }
    lines.replaceAll(
        line -> line.length() <= size.columns() ? line : line.substring(0, size.columns()));
    return lines.size() <= size.rows() ? lines : lines.subList(0, size.rows());
  }

  /** Rows for each section: a fair share, and what some do not need goes to the others. */
  private static int[] shares(List<Section> sections, int rows) {
    int[] shares = new int[sections.size()];
    int left = Math.max(rows, sections.size());
    boolean isGiving = true;
    while (left > 0 && isGiving) {
      isGiving = false;
      for (int i = 0; i < shares.length && left > 0; i++) {
        if (shares[i] < sections.get(i).rows().size()) {
          shares[i]++;
          left--;
          isGiving = true;
        }
      }
    }
    return shares;
  }

  private String vitals() {
    double heapBytes = window.gauge("jvm_memory_used_bytes", "area", "heap");
    double heapMaxBytes = window.gauge("jvm_memory_max_bytes", "area", "heap");
    return String.format(
        Locale.ROOT,
        "cpu %s  heap %s of %s MB  threads %s  active requests %s",
        percent(window.gauge("process_cpu_usage", "", "")),
        whole(heapBytes / (1 << 20)),
        whole(heapMaxBytes / (1 << 20)),
        whole(window.gauge("jvm_threads_live_threads", "", "")),
        whole(window.gauge("http_server_active_requests", "", "")));
  }

  private List<Section> sections() {
    return List.of(
        calls("ROUTE", "req/s>", routes()),
        calls("SQL", "op/s>", statements()),
        pools(),
        executors(),
        calls("CALLED SERVER", "req/s>", servers()));
  }

  private List<CallWindow> routes() {
    return window.calls(
        "http_server_request_duration_seconds",
        s -> s.label("http_request_method") + " " + s.label("http_route"));
  }

  private List<CallWindow> statements() {
    return window.calls(
        "db_client_operation_duration_seconds",
        s ->
            s.label("db_query_summary").isEmpty()
                ? s.label("db_operation_name")
                : s.label("db_query_summary"));
  }

  private List<CallWindow> servers() {
    return window.calls(
        "http_client_request_duration_seconds",
        s ->
            s.label("http_request_method")
                + " "
                + s.label("server_address")
                + ":"
                + s.label("server_port"));
  }

  private Section calls(String heading, String rate, List<CallWindow> calls) {
    calls.sort(order(calls));
    List<String[]> rows = new ArrayList<>();
    for (CallWindow call : calls) {
      rows.add(
          new String[] {
            call.name(),
            number(call.perSecond()),
            number(call.errorsPerSecond()),
            time(call, P50),
            time(call, P99)
          });
    }
    return new Section(new String[] {heading, rate, "err/s>", "p50>", "p99>"}, rows);
  }

  private Comparator<CallWindow> order(List<CallWindow> calls) {
    Map<CallWindow, Double> keys = new HashMap<>();
    for (CallWindow call : calls) {
      double p99 = call.percentile(P99);
      double byTime = Double.isNaN(p99) ? -1 : p99;
      keys.put(call, order == Order.P99 ? byTime : call.perSecond());
    }
    return Comparator.comparingDouble((CallWindow call) -> keys.getOrDefault(call, 0.0))
        .thenComparingDouble(CallWindow::perSecond)
        .reversed()
        .thenComparing(CallWindow::name);
  }

  private Section pools() {
    String label = "db_client_connection_pool_name";
    Map<String, CallWindow> uses =
        byName(window.calls("db_client_connection_use_time_seconds", s -> s.label(label)));
    List<CallWindow> waits =
        window.calls("db_client_connection_wait_time_seconds", s -> s.label(label));
    waits.sort(order(waits));
    List<String[]> rows = new ArrayList<>();
    for (CallWindow wait : waits) {
      String name = wait.name();
      CallWindow use = uses.getOrDefault(name, new CallWindow(name, 1));
      rows.add(
          new String[] {
            name,
            whole(used(name)) + "/" + whole(window.gauge("db_client_connection_max", label, name)),
            whole(window.gauge("db_client_connection_pending_requests", label, name)),
            number(wait.perSecond()),
            time(wait, P50),
            time(wait, P99),
            time(use, P99),
            number(window.perSecond("db_client_connection_timeouts_total", label, name))
          });
    }
    return new Section(
        new String[] {
          "POOL", "used>", "queue>", "get/s>", "wait p50>", "wait p99>", "use p99>", "tmo/s>"
        },
        rows);
  }

  private double used(String pool) {
    double used = Double.NaN;
    for (Scrape.Sample sample : window.after().all("db_client_connection_count")) {
      if (sample.label("db_client_connection_pool_name").equals(pool)
          && sample.label("db_client_connection_state").equals("used")) {
        used = sample.value();
      }
    }
    return used;
  }

  private Section executors() {
    Map<String, CallWindow> waits =
        byName(window.calls("executor_idle_seconds", s -> s.label("name")));
    List<CallWindow> runs = window.calls("executor_seconds", s -> s.label("name"));
    runs.sort(order(runs));
    List<String[]> rows = new ArrayList<>();
    for (CallWindow run : runs) {
      String name = run.name();
      CallWindow wait = waits.getOrDefault(name, new CallWindow(name, 1));
      rows.add(
          new String[] {
            name,
            whole(window.gauge("executor_active_threads", "name", name))
                + "/"
                + limit(window.gauge("executor_pool_max_threads", "name", name)),
            whole(window.gauge("executor_queued_tasks", "name", name)),
            number(run.perSecond()),
            time(wait, P50),
            time(wait, P99),
            time(run, P99),
            number(window.perSecond("executor_rejected_tasks_total", "name", name))
          });
    }
    return new Section(
        new String[] {
          "EXECUTOR", "busy>", "queue>", "task/s>", "wait p50>", "wait p99>", "run p99>", "rej/s>"
        },
        rows);
  }

  private static Map<String, CallWindow> byName(List<CallWindow> calls) {
    Map<String, CallWindow> byName = new HashMap<>();
    for (CallWindow call : calls) {
      byName.put(call.name(), call);
    }
    return byName;
  }

  private static String limit(double value) {
    return value >= Integer.MAX_VALUE ? "inf" : whole(value);
  }

  static String whole(double value) {
    return Double.isNaN(value) ? "-" : Long.toString(Math.round(value));
  }

  static String percent(double ratio) {
    return Double.isNaN(ratio) ? "-" : Math.round(ratio * 100) + " %";
  }

  /** Three digits that count. */
  static String number(double value) {
    if (value == 0) {
      return "0";
    }
    return value >= 100
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }

  private static String time(CallWindow calls, double ratio) {
    double seconds = calls.percentile(ratio);
    if (Double.isNaN(seconds)) {
      return "-";
    }
    return Double.isInfinite(seconds) ? ">" + time(calls.lastBound()) : time(seconds);
  }

  /** With the unit that suits it. */
  static String time(double seconds) {
    if (seconds >= 1) {
      return number(seconds) + " s";
    }
    return seconds >= 0.001 ? number(seconds * 1e3) + " ms" : Math.round(seconds * 1e6) + " us";
  }

  /** The same as JSON, times in seconds. */
  String json() {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("windowSeconds").value(window.seconds());
    write("routes", routes(), json);
    write("sql", statements(), json);
    String pool = "db_client_connection_pool_name";
    write(
        "poolWaits",
        window.calls("db_client_connection_wait_time_seconds", s -> s.label(pool)),
        json);
    write(
        "poolUses",
        window.calls("db_client_connection_use_time_seconds", s -> s.label(pool)),
        json);
    write("executorWaits", window.calls("executor_idle_seconds", s -> s.label("name")), json);
    write("executorRuns", window.calls("executor_seconds", s -> s.label("name")), json);
    write("servers", servers(), json);
    return json.endObject().toString();
  }

  private void write(String name, List<CallWindow> calls, JsonWriter json) {
    calls.sort(order(calls));
    json.name(name).beginArray();
    for (CallWindow call : calls) {
      json.beginObject().name("name").value(call.name());
      json.name("perSecond").value(call.perSecond());
      json.name("errorsPerSecond").value(call.errorsPerSecond());
      json.name("p50").value(call.percentile(P50)).name("p99").value(call.percentile(P99));
      json.endObject();
    }
    json.endArray();
  }
}
