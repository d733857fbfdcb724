package io.sonde.profiler;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes {@link Hotspots} as a page. */
final class HotspotsPageWriter {

  private final Hotspots hotspots;
  private final Event event;
  private final PageText page;

  private HotspotsPageWriter(Hotspots hotspots) {
    this.hotspots = hotspots;
    event = hotspots.profile().event();
    page = new PageText(event.title());
  }

  static void write(Hotspots hotspots, OutputStream out) throws IOException {
    out.write(new HotspotsPageWriter(hotspots).page().bytes());
  }

  private PageText page() {
    preface();
    if (!hotspots.routes().isEmpty()) {
      page.heading("Routes");
      rows("<Route", hotspots.routes());
    }
    if (event.hasClasses()) {
      page.heading(event == Event.LOCK ? "Locks" : "Classes");
      rows("<Class", hotspots.classes());
      page.heading("Sites");
      sites();
    }
    page.heading("Methods by self");
    methods(hotspots.bySelf());
    page.heading("Methods by total");
    methods(hotspots.byTotal());
    return page;
  }

  private void preface() {
    Window window = hotspots.profile().window();
    Sampling sampling = hotspots.profile().sampling();
    page.paragraph(
        Instant.ofEpochMilli(window.startMillis())
            + " to "
            + Instant.ofEpochMilli(window.endMillis())
            + ", sampled for "
            + Math.round(window.sampledSeconds())
            + " s: "
            + hotspots.samples()
            + " samples, "
            + PageText.amount(event, (double) hotspots.weight())
            + ", "
            + PageText.rate(event, hotspots.perSecond(hotspots.weight()))
            + ". Of it "
            + PageText.percent(hotspots.share(hotspots.agentWeight()))
            + " is Sonde itself, left out below.");
    page.paragraph(sampling.engine() + ". " + sampling.bias());
    for (EngineStatus passedOver : sampling.passedOver()) {
      page.paragraph("Not taken: " + passedOver.engine() + ", " + passedOver.reason() + ".");
    }
    if (!hotspots.isReliable()) {
      page.warning(
          "Fewer than "
              + SampleError.RELIABLE_SAMPLES
              + " samples: a hint, not a measurement. Sample for longer.");
    }
    page.paragraph("± is half of the 95 % interval of a share.");
  }

  private void rows(String title, List<Hotspots.Row> rows) {
    page.table("Share", "±", "Per second", "Samples", title);
    for (Hotspots.Row row : rows) {
      page.row();
      share(row.weight());
      page.cell(PageText.rate(event, hotspots.perSecond(row.weight())))
          .cell(Long.toString(row.samples()))
          .textCell(row.name())
          .endRow();
    }
    page.endTable();
  }

  private void share(long weight) {
    page.cell(PageText.percent(hotspots.share(weight)))
        .cell(PageText.percent(hotspots.error(weight)));
  }

  private void sites() {
    page.table("Share", "±", "Per second", "Samples", "<Class", "<Method", "<Innermost");
    for (Hotspots.Site site : hotspots.sites()) {
      page.row();
      share(site.weight());
      page.cell(PageText.rate(event, hotspots.perSecond(site.weight())))
          .cell(Long.toString(site.samples()))
          .textCell(site.type())
          .textCell(site.method())
          .textCell(site.innermost())
          .endRow();
    }
    page.endTable();
  }

  private void methods(List<Hotspots.Method> methods) {
    page.table("Self", "±", "Total", "±", "Samples", "<Method");
    for (Hotspots.Method method : methods) {
      page.row();
      share(method.self());
      share(method.total());
      page.cell(Long.toString(method.selfSamples()))
          .textCell(method.name(), neighbours(method))
          .endRow();
    }
    page.endTable();
  }

  private String[] neighbours(Hotspots.Method method) {
    List<String> lines = new ArrayList<>();
    for (Hotspots.Row caller : method.callers()) {
      lines.add("from " + caller.name() + " " + PageText.percent(hotspots.share(caller.weight())));
    }
    for (Hotspots.Row callee : method.callees()) {
      lines.add("to " + callee.name() + " " + PageText.percent(hotspots.share(callee.weight())));
    }
    return lines.toArray(new String[0]);
  }
}
