package io.sonde.agent.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sonde top}. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {
      "Routes, SQL, pools and executors, refreshed in place until Ctrl-C.",
      "Rates and percentiles are those of the time since the last refresh; percentiles are"
          + " interpolated between histogram bounds, so their error is up to one bucket."
    })
final class TopCommand implements Callable<Integer> {

  private static final String ALTERNATE_SCREEN = "\033[?1049h\033[?25l";
  private static final String USUAL_SCREEN = "\033[?25h\033[?1049l";
  private static final String HOME = "\033[H";
  private static final String CLEAR_LINE = "\033[K";

  /** An agent answers the same scrape again for a second. */
  private static final double MIN_INTERVAL_SECONDS = 1.05;

  private static final String CLEAR_BELOW = "\033[J";

  private final Context context;

  @Mixin private Target target = new Target();

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Time between refreshes, at least 1 (default: ${DEFAULT-VALUE}).")
  private double intervalSeconds = 1;

  @Option(
      names = "--sort",
      defaultValue = "p99",
      description = "p99 or rate (default: ${DEFAULT-VALUE}).")
  private TopView.Order order = TopView.Order.P99;

  @Option(names = "--once", description = "Print one window and end; so it is without a terminal.")
  private boolean once;

  @Option(names = "--json", description = "Print one window as a JSON object and end.")
  private boolean json;

  TopCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    JvmProcess process = target.find(context);
    Endpoint endpoint = target.endpoint(process, context);
    String title = "sonde  " + process + "  " + endpoint.url();
    if (json || once || !Terminal.isTerminal(Terminal.STDOUT)) {
      Scrape before = scrape(endpoint);
      pause();
      TopView view = new TopView(new Window(before, scrape(endpoint)), order);
      Terminal unlimited = new Terminal(Terminal.USUAL.columns(), Integer.MAX_VALUE);
      String text = json ? view.json() : String.join("\n", view.lines(title, unlimited));
      context.out().println(text);
      return ExitCode.OK;
    }
    PrintStream out = context.out();
    Thread restore =
        new Thread(
            () -> {
              out.print(USUAL_SCREEN);
              out.flush();
            },
            "restore-screen");
    Runtime.getRuntime().addShutdownHook(restore);
    out.print(ALTERNATE_SCREEN);
    refreshForEver(endpoint, title, out);
    return ExitCode.OK;
  }

  /** Until the user or the target ends it. */
  @SuppressWarnings("InfiniteLoopStatement") // Ctrl-C ends it, or the endpoint's exception
  private void refreshForEver(Endpoint endpoint, String title, PrintStream out)
      throws InterruptedException {
    Scrape before = scrape(endpoint);
    while (true) {
      pause();
      Scrape after = scrape(endpoint);
      TopView view = new TopView(new Window(before, after), order);
      draw(view.lines(title, Terminal.current()), out);
      before = after;
    }
  }

  private static void draw(List<String> lines, PrintStream out) {
    StringBuilder screen = new StringBuilder(HOME);
    for (int i = 0; i < lines.size(); i++) {
      screen.append(lines.get(i)).append(CLEAR_LINE);
      // no newline after the last row: it would scroll
      screen.append(i + 1 < lines.size() ? "\n" : "");
    }
    out.print(screen.append(CLEAR_BELOW));
    out.flush();
  }

  private static Scrape scrape(Endpoint endpoint) {
    return Scrape.parse(endpoint.metrics(), System.nanoTime());
  }

  private void pause() throws InterruptedException {
    Thread.sleep((long) (Math.max(MIN_INTERVAL_SECONDS, intervalSeconds) * 1000));
  }
}
