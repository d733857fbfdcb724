package io.sonde.agent.cli;

import io.sonde.exporters.http.JsonWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sonde list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "JVMs of this user (of everybody for root), and whether Sonde is in them.")
final class ListCommand implements Callable<Integer> {

  private final Context context;

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  ListCommand(Context context) {
    this.context = context;
  }

  /** A line of the list; {@code state} is {@code active}, {@code silent} or {@code absent}. */
  record Row(JvmProcess process, String state, @Nullable DiscoveryFile discovery) {

    static Row of(JvmProcess process) {
      DiscoveryFile discovery = DiscoveryFile.of(process, null);
      if (discovery != null && discovery.endpoint().isAlive()) {
        return new Row(process, "active", discovery);
      }
      boolean isThere = discovery != null || process.hasSondeThreads();
      return new Row(process, isThere ? "silent" : "absent", discovery);
    }

    String sonde() {
      return switch (state) {
        case "active" -> discovery == null ? "" : discovery.version() + " " + url();
        case "silent" -> discovery == null ? "active, no address" : "no answer on " + url();
        default -> "-";
      };
    }

    String url() {
      return discovery == null ? "" : discovery.endpoint().url();
    }
  }

  @Override
  public Integer call() {
    List<Row> rows = context.source().all().stream().map(Row::of).toList();
    context.out().print(json ? json(rows) : table(rows));
    context.out().flush();
    return ExitCode.OK;
  }

  static String table(List<Row> rows) {
    TextTable table = new TextTable("PID>", "USER", "JDK", "MAIN", "SONDE");
    for (Row row : rows) {
      JvmProcess process = row.process();
      String version = process.version().split("[-+]", 2)[0];
      table.add(
          Long.toString(process.pid()),
          process.user(),
          version.isEmpty() ? "?" : version,
          process.name(),
          row.sonde());
    }
    return table.toString();
  }

  static String json(List<Row> rows) {
    JsonWriter json = new JsonWriter().beginArray();
    for (Row row : rows) {
      JvmProcess process = row.process();
      json.beginObject().name("pid").value(process.pid());
      json.name("user").value(process.user()).name("main").value(process.main());
      json.name("jdk").value(process.version()).name("sonde").value(row.state());
      DiscoveryFile discovery = row.discovery();
      if (discovery != null) {
        json.name("version").value(discovery.version()).name("url").value(row.url());
      }
      json.endObject();
    }
    return json.endArray() + "\n";
  }
}
