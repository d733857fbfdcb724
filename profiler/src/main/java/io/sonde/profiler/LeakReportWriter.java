package io.sonde.profiler;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes what is known of leaks as JSON. */
final class LeakReportWriter {

  private final JsonText json = new JsonText();

  private LeakReportWriter() {}

  /**
   * Writes a report.
   *
   * @param trend the trend of the old generation, or null if it is not watched
   * @param unasked what histograms say that were taken while it grew
   * @param findings of an inquiry, or null if there was none
   */
  static byte[] write(
      @Nullable TrendSnapshot trend, ClassTrend unasked, @Nullable LeakFindings findings) {
    LeakReportWriter writer = new LeakReportWriter();
    ClassTrend classes =
        findings == null || findings.classes().histograms() == 0 ? unasked : findings.classes();
    writer.json.open('{');
    if (trend != null) {
      writer.trend(trend);
    }
    writer.classes(classes);
    if (findings != null) {
      writer.inquiry(findings);
    }
    writer.suspects(
        LeakSuspect.of(
            findings == null ? null : findings.live(),
            classes.growing(),
            findings == null ? List.of() : findings.paths()));
    return writer.json.close('}').bytes();
  }

  private void trend(TrendSnapshot trend) {
    json.name("trend")
        .open('{')
        .field("state", trend.state().name().toLowerCase(Locale.ROOT))
        .field("pool", trend.pool())
        .field("collections", trend.collections());
    if (trend.collections() > 0) {
      json.field("from", time(trend.fromMillis()))
          .field("to", time(trend.toMillis()))
          .field("usedBytes", trend.usedBytes())
          .field("maxBytes", trend.maxBytes())
          .field("bytesPerSecond", trend.bytesPerSecond())
          .field("lowBytesPerSecond", trend.lowBytesPerSecond())
          .field("highBytesPerSecond", trend.highBytesPerSecond())
          .field("secondsToExhaustion", trend.secondsToExhaustion());
    }
    json.close('}');
  }

  private void classes(ClassTrend classes) {
    json.name("classes").open('{').field("histograms", classes.histograms());
    if (classes.histograms() > 0) {
      json.field("from", time(classes.fromMillis())).field("to", time(classes.toMillis()));
    }
    json.name("growing").open('[');
    for (ClassGrowth growth : classes.growing()) {
      json.open('{').field("class", growth.type());
      growth(growth);
      json.close('}');
    }
    json.close(']').close('}');
  }

  private void growth(ClassGrowth growth) {
    json.field("instances", growth.instances())
        .field("bytes", growth.bytes())
        .field("addedInstances", growth.addedInstances())
        .field("addedBytes", growth.addedBytes())
        .field("bytesPerSecond", growth.bytesPerSecond());
  }

  private void inquiry(LeakFindings findings) {
    json.name("inquiry").open('{');
    StackProfile live = findings.live();
    if (live != null) {
      HotspotsJsonWriter.window("", live.window(), json);
      HotspotsJsonWriter.sampling(live.sampling(), json);
      json.field("samples", live.stacks().sampleCount()).field("collected", findings.isCollected());
    }
    json.name("notes").open('[');
    findings.notes().forEach(json::value);
    json.close(']');
    json.name("paths").open('[');
    for (RootPath path : findings.paths()) {
      json.open('{').field("class", path.type());
      path(path);
      json.close('}');
    }
    json.close(']').close('}');
  }

  private void path(RootPath path) {
    json.field("path", path.path())
        .field("root", path.root())
        .field("objects", path.objects())
        .field("olderObjects", path.olderObjects());
  }

  private void suspects(List<LeakSuspect> suspects) {
    json.name("suspects").open('[');
    int rank = 0;
    for (LeakSuspect suspect : suspects) {
      json.open('{').field("rank", ++rank).field("class", suspect.type());
      if (suspect.method() != null && suspect.innermost() != null) {
        json.field("method", suspect.method())
            .field("innermost", suspect.innermost())
            .name("survivors")
            .open('{')
            .field("olderBytes", suspect.olderBytes())
            .field("bytes", suspect.bytes())
            .field("samples", suspect.samples())
            .field("share", suspect.share())
            .close('}');
      }
      if (suspect.growth() != null) {
        json.name("growth").open('{');
        growth(suspect.growth());
        json.close('}');
      }
      json.name("paths").open('[');
      for (RootPath path : suspect.paths()) {
        json.open('{');
        path(path);
        json.close('}');
      }
      json.close(']').close('}');
    }
    json.close(']');
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
