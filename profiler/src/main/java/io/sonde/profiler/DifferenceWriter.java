package io.sonde.profiler;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import one.convert.Arguments;
import one.convert.FlameGraph;

/** Writes a {@link Difference} as a flame graph, as JSON or as a page. */
final class DifferenceWriter {

  private DifferenceWriter() {}

  static Profile write(Format format, Difference difference) throws ProfilerException {
    byte[] bytes =
        switch (format) {
          case HTML -> flameGraph(difference);
          case HOTSPOTS -> json(difference);
          case REPORT -> page(difference);
          default ->
              throw new IllegalArgumentException(
                  "format is '"
                      + format.label()
                      + "', allowed for a difference are html, hotspots, report");
        };
    return new Profile(format, bytes, difference.after());
  }

  /**
   * The stacks of the profile of interest, coloured by the growth of what ended in each, red for
   * more and blue for less. Only methods that changed significantly are coloured: the others get
   * the same weight in the base. The base is scaled to the same length of time.
   */
  private static byte[] flameGraph(Difference difference) throws ProfilerException {
    StackProfile after = difference.after();
    StackTree tree = after.stacks();
    Set<String> changed = new HashSet<>();
    for (Difference.Change change : difference.bySelf()) {
      changed.add(change.name());
    }
    StackTree base = difference.base().stacks();
    double scale = after.window().sampledSeconds() / difference.base().window().sampledSeconds();
    Arguments arguments =
        FlameGraphWriter.arguments(
            after.event().title() + ", difference, weights in " + unit(after));
    FlameGraph graph = FlameGraphWriter.graph(tree, tree::weight, arguments);
    FlameGraph baseGraph = new FlameGraph(FlameGraphWriter.arguments(""));
    FlameGraphWriter.addTo(
        baseGraph,
        tree,
        node -> changed.contains(tree.frame(node).dotted()) ? 0 : tree.weight(node));
    FlameGraphWriter.addTo(
        baseGraph,
        base,
        node ->
            changed.contains(base.frame(node).dotted())
                ? Math.round(base.weight(node) * scale)
                : 0);
    graph.diff(baseGraph);
    BoundedOutput out = new BoundedOutput();
    try {
      graph.dump(out);
    } catch (IOException e) {
      throw new ProfilerFailedException("the difference could not be written: " + e, e);
    } catch (BoundedOutput.TooLargeException e) {
      throw new ProfilerFailedException("the difference is too large", e);
    }
    return out.toByteArray();
  }

  private static String unit(StackProfile profile) {
    return profile.event().intervalUnit().label();
  }

  private static byte[] json(Difference difference) {
    StackProfile after = difference.after();
    JsonText json = new JsonText().open('{').field("event", after.event().label());
    HotspotsJsonWriter.window("base.", difference.base().window(), json);
    HotspotsJsonWriter.window("", after.window(), json);
    HotspotsJsonWriter.sampling(after.sampling(), json);
    json.field("baseSamples", difference.base().stacks().sampleCount())
        .field("samples", after.stacks().sampleCount())
        .field("unit", unit(after))
        .field("significantErrors", Difference.SIGNIFICANT);
    changes("bySelf", difference.bySelf(), json);
    changes("byTotal", difference.byTotal(), json);
    return json.close('}').bytes();
  }

  private static void changes(String name, List<Difference.Change> changes, JsonText json) {
    json.name(name).open('[');
    for (Difference.Change change : changes) {
      json.open('{')
          .field("name", change.name())
          .field("basePerSecond", change.basePerSecond())
          .field("perSecond", change.afterPerSecond())
          .field("growthPerSecond", change.growth())
          .field("errors", change.errors())
          .close('}');
    }
    json.close(']');
  }

  private static byte[] page(Difference difference) {
    StackProfile after = difference.after();
    PageText page = new PageText(after.event().title() + ", difference");
    page.paragraph(
        "Base: "
            + difference.base().stacks().sampleCount()
            + " samples in "
            + Math.round(difference.base().window().sampledSeconds())
            + " s. Compared: "
            + after.stacks().sampleCount()
            + " samples in "
            + Math.round(after.window().sampledSeconds())
            + " s. Shown are changes of more than "
            + (int) Difference.SIGNIFICANT
            + " standard errors.");
    page.paragraph(after.sampling().engine() + ". " + after.sampling().bias());
    page.heading("Changed by self");
    table(page, after.event(), difference.bySelf());
    page.heading("Changed by total");
    table(page, after.event(), difference.byTotal());
    return page.bytes();
  }

  private static void table(PageText page, Event event, List<Difference.Change> changes) {
    if (changes.isEmpty()) {
      page.paragraph("Nothing changed significantly.");
      return;
    }
    page.table("Change", "Base", "Now", "Standard errors", "<Name");
    for (Difference.Change change : changes) {
      page.row()
          .cell((change.growth() > 0 ? "+" : "") + PageText.rate(event, change.growth()))
          .cell(PageText.rate(event, change.basePerSecond()))
          .cell(PageText.rate(event, change.afterPerSecond()))
          .cell(String.format(Locale.ROOT, "%.0f", change.errors()))
          .textCell(change.name())
          .endRow();
    }
    page.endTable();
  }
}
