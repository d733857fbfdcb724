package io.sonde.exporters.prometheus;

import io.sonde.exporters.registry.BucketSnapshot;
import io.sonde.exporters.registry.HistogramCells;
import io.sonde.exporters.registry.Labels;
import io.sonde.exporters.registry.MetricType;
import io.sonde.exporters.registry.SeriesVisitor;
import io.sonde.exporters.registry.SondeMeterRegistry;
import java.util.List;

/**
 * Writes the series of a registry as text format 0.0.4 or OpenMetrics 1.0.0, to the byte what
 * simpleclient's {@code TextFormat} writes of {@link RegistryCollector}, without an object per
 * sample.
 *
 * <p>No {@code _created} samples are written: in 0.0.4 they would be families of their own.
 */
final class ExpositionWriter implements SeriesVisitor {
  private static final String TOTAL = "_total";

  private final ExpositionText out;
  private final boolean isOpenMetrics;
  private String name = "";
  private MetricType type = MetricType.UNKNOWN;
  private String unit = "";
  private String help = "";
  private boolean isAnnounced = true;

  private ExpositionWriter(ExpositionText out, boolean isOpenMetrics) {
    this.out = out;
    this.isOpenMetrics = isOpenMetrics;
  }

  /** The whole exposition. */
  static ExpositionText write(SondeMeterRegistry registry, boolean isOpenMetrics) {
    ExpositionText out = new ExpositionText();
    registry.visit(new ExpositionWriter(out, isOpenMetrics));
    if (isOpenMetrics) {
      out.text("# EOF\n");
    }
    return out;
  }

  @Override
  public void family(String newName, MetricType newType, String newUnit, String newHelp) {
    name = newName;
    type = newType;
    unit = newUnit;
    help = newHelp;
    // a family without a readable series is left out
    isAnnounced = false;
  }

  @Override
  public void value(Labels labels, double value) {
    announce();
    sample("", labels, value);
  }

  @Override
  public void summary(Labels labels, long count, double sum) {
    announce();
    sample("_count", labels, (double) count);
    sample("_sum", labels, sum);
  }

  @Override
  public void histogram(Labels labels, HistogramCells cells) {
    announce();
    BucketSnapshot buckets = cells.buckets();
    List<String> bounds = buckets.boundLabels();
    for (int i = 0; i <= bounds.size(); i++) {
      out.text(name);
      out.text("_bucket{");
      labels(labels);
      if (isOpenMetrics && !labels.names().isEmpty()) {
        out.write(',');
      }
      out.text("le=\"");
      out.text(i < bounds.size() ? bounds.get(i) : "+Inf");
      out.text(isOpenMetrics ? "\"} " : "\",} ");
      out.number((double) buckets.cumulativeCount(i));
      out.write('\n');
    }
    sample("_count", labels, (double) buckets.count());
    sample("_sum", labels, buckets.sum());
  }

  private void sample(String suffix, Labels labels, double value) {
    out.text(name);
    out.text(suffix);
    if (!labels.names().isEmpty()) {
      out.write('{');
      labels(labels);
      out.write('}');
    }
    out.write(' ');
    out.number(value);
    out.write('\n');
  }

  /** In 0.0.4 a comma follows every label, in OpenMetrics it stands between two. */
  private void labels(Labels labels) {
    List<String> names = labels.names();
    for (int i = 0; i < names.size(); i++) {
      if (isOpenMetrics && i > 0) {
        out.write(',');
      }
      out.text(names.get(i));
      out.text("=\"");
      out.escaped(labels.values().get(i), true);
      out.write('"');
      if (!isOpenMetrics) {
        out.write(',');
      }
    }
  }

  private void announce() {
    if (isAnnounced) {
      return;
    }
    isAnnounced = true;
    if (!isOpenMetrics) {
      comment("HELP", name);
      out.escaped(help, false);
      out.write('\n');
    }
    boolean isCounter = isOpenMetrics && type == MetricType.COUNTER;
    String family = isCounter ? name.substring(0, name.length() - TOTAL.length()) : name;
    comment("TYPE", family);
    out.text(typeText());
    out.write('\n');
    if (isOpenMetrics) {
      if (!unit.isEmpty()) {
        comment("UNIT", family);
        out.text(unit);
        out.write('\n');
      }
      comment("HELP", family);
      out.escaped(help, true);
      out.write('\n');
    }
  }

  private void comment(String keyword, String family) {
    out.text("# ");
    out.text(keyword);
    out.write(' ');
    out.text(family);
    out.write(' ');
  }

  private String typeText() {
    return switch (type) {
      case COUNTER -> "counter";
      case GAUGE -> "gauge";
      case HISTOGRAM -> "histogram";
      case SUMMARY -> "summary";
      case UNKNOWN -> isOpenMetrics ? "unknown" : "untyped";
    };
  }
}
