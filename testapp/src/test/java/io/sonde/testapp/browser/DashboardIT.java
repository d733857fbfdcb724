package io.sonde.testapp.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sonde.testing.Exposition;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page of the dashboard, in Chromium, on a shop under load. */
final class DashboardIT {
  private static final Path PICTURES = Path.of("target", "screenshots");

  private static final String TWO_FRAMES =
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

  private static final String TOKEN = "token-of-the-dashboard-test";

  private static ForkedJvm shop;
  private static ForkedJvm load;
  private static Browser browser;
  private static String sonde;
  private static String shopUrl;

  @BeforeAll
  static void openShop() throws Exception {
    Path program = Browser.program();
    if ("true".equals(System.getenv("CI"))) {
      assertThat(program).as("chromium is required when CI=true").isNotNull();
    }
    assumeTrue(program != null, "chromium is not installed");
    Jdk jdk = Jdk.all().get(0);
    shop =
        ForkedJvm.on(jdk)
            .jvm("-Xmx512m")
            .sonde("token=" + TOKEN)
            .run("-jar", ForkedJvm.shopJar(), "--port", "0");
    sonde = shop.awaitSonde();
    shopUrl = shop.awaitStdout(line -> line.startsWith("shop ready ")).split(" ", -1)[2];
    load =
        ForkedJvm.on(jdk)
            .jvm("-Xmx256m")
            .run(
                "-jar",
                ForkedJvm.shopJar(),
                "load",
                "--url",
                shopUrl,
                "--rate",
                "30",
                "--duration",
                "30m");
    browser = Browser.start(Objects.requireNonNull(program));
    browser.size(1280, 900);
    browser.open(sonde);
    browser.await("document.querySelectorAll('main table tbody tr').length >= 5");
  }

  @AfterAll
  static void closeShop() {
    for (AutoCloseable open : new AutoCloseable[] {browser, load, shop}) {
      try {
        if (open != null) {
          open.close();
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  /** That a page has its data. */
  private static String isShown(String page) {
    return "document.getElementById('main').dataset.page === '"
        + page
        + "' && !document.querySelector('main .error')";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "overview",
        "findings",
        "routes",
        "slow",
        "sql",
        "pools",
        "http",
        "caches",
        "jvm",
        "profiles",
        "about"
      })
  void page_atBothWidths_showsItselfWithoutComplaint(String page) throws Exception {
    for (int width : new int[] {1280, 390}) {
      browser.size(width, 900);
      browser.open(sonde + "#/" + page);
      browser.await(isShown(page));
      browser.evaluate(TWO_FRAMES);
      browser.screenshot(PICTURES.resolve(page + "-" + width + ".png"));
      assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
          .as("no sideways scrolling of " + page + " at " + width)
          .isLessThanOrEqualTo(width);
      assertThat(Axe.faults(browser)).as(page + " at " + width).isEmpty();
    }
    browser.size(1280, 900);
    String before = browser.evaluate("document.getElementById('main').dataset.shown").asText();
    browser.darkMode(true);
    browser.await("Number(document.getElementById('main').dataset.shown) > " + before);
    browser.evaluate(TWO_FRAMES);
    browser.screenshot(PICTURES.resolve(page + "-dark.png"));
    List<String> faults = Axe.faultsOfColours(browser);
    browser.size(390, 900);
    faults.addAll(Axe.faultsOfColours(browser));
    browser.darkMode(false);
    browser.size(1280, 900);
    assertThat(faults).as(page + " in the dark").isEmpty();
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.requests())
        .allMatch(address -> address.startsWith(sonde) || address.startsWith("data:"));
  }

  @Test
  void faultsOfAccessibility_plantedInAPage_areFound() throws Exception {
    browser.open(sonde + "#/about");
    browser.await(isShown("about"));
    browser.evaluate(
        """
        document.body.insertAdjacentHTML('beforeend',
          '<div id="planted"><button></button><p class="pale">pale</p></div>');
        document.querySelector('#planted .pale').style.color = '#bbb';
        """);
    List<String> faults = Axe.faults(browser);
    browser.evaluate("document.getElementById('planted').remove()");
    assertThat(faults).hasSize(2);
    assertThat(faults.toString()).contains("button-name", "color-contrast");
  }

  @Test
  void liveValues_underLoad_changeWithin2Seconds() {
    browser.open(sonde + "#/overview");
    browser.await(
        isShown("overview") + " && document.getElementById('pulse').textContent.includes('/s')");
    JsonNode millis =
        browser.evaluate(
            """
            new Promise((done, fail) => {
              const text = () => document.querySelector('main .tiles').textContent;
              const change = (limit) => new Promise((changed, never) => {
                const before = text();
                const began = performance.now();
                const stop = setTimeout(() => never(new Error('no change')), limit);
                const watch = new MutationObserver(() => {
                  if (document.querySelector('main .tiles') && text() !== before) {
                    clearTimeout(stop);
                    watch.disconnect();
                    changed(performance.now() - began);
                  }
                });
                watch.observe(document.body, {subtree: true, childList: true, characterData: true});
              });
              // the first change only marks the beginning of a period
              change(40000).then(() => change(40000)).then(done, fail);
            })
            """);
    assertThat(millis.asDouble()).isLessThan(2_000);
  }

  @Test
  void flameGraph_ofTheShopsAllocation_drawsEachFrameOfItsFile() throws Exception {
    browser.size(1280, 900);
    browser.open(sonde + "profile?event=alloc&seconds=2");
    browser.await("document.getElementById('canvas') && levels.length > 0");

    int drawn = browser.evaluate("levels.reduce((sum, level) => sum + level.length, 0)").asInt();
    JsonNode written =
        browser.evaluate(
            """
            [...document.scripts].map((script) => script.textContent).join('\\n').split('\\n')
                .filter((line) => /^[fun]\\(/.test(line)).length
            """);
    JsonNode titles = browser.evaluate("levels.flat().map((frame) => frame.title).join()");
    JsonNode coloured =
        browser.evaluate(
            """
            canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data
                .some((value, i) => i % 4 < 3 && value > 0 && value < 255)
            """);
    browser.screenshot(PICTURES.resolve("flame-graph.png"));

    assertThat(drawn).isEqualTo(written.asInt()).isGreaterThan(50);
    assertThat(titles.asText()).startsWith("all,").contains("java/lang/Thread.run");
    assertThat(coloured.asBoolean()).as("something is painted").isTrue();
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void continuousProfile_ofATimeAndOfTwo_isDrawnInThePage() throws Exception {
    JsonNode before = slice("/bad/cpu?ms=55");
    JsonNode after = slice("/bad/cpu?ms=50");
    long end = millis(after, "to");
    // the first slice lies before this many seconds
    long seconds = (end - millis(before, "to") + 999) / 1_000;

    browser.size(1280, 900);
    String page = sonde + "#/profiles?flame=cpu&to=" + end + "&w=" + seconds;
    int frames = drawnFrames(page, "Flame graph of the time shown");
    assertThat(browser.evaluate("levels.flat().map((frame) => frame.title).join()").asText())
        .contains("HotSpots.burnCpu");
    int ofBoth = drawnFrames(page + "&c=" + seconds, "Flame graph of the difference");
    assertThat(browser.evaluate("document.documentElement.outerHTML").asText())
        .contains("HotSpots.burnCpu");
    assertThat(List.of(frames, ofBoth)).allMatch(drawn -> drawn > 20);
    assertThat(browser.problems()).isEmpty();
  }

  /** Lets the continuous profiler run while a hundred requests are served; returns what it kept. */
  private static JsonNode slice(String path) throws Exception {
    run(true);
    for (int i = 0; i < 100; i++) {
      Exposition.get(shopUrl + path);
    }
    run(false);
    JsonNode kept = Browser.JSON.readTree(Exposition.get(sonde + "profile/status"));
    return kept.get("continuous");
  }

  private static long millis(JsonNode continuous, String name) {
    return Instant.parse(continuous.get(name).asText()).toEpochMilli();
  }

  private static void run(boolean isWanted) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(sonde + "profile/continuous?run=" + isWanted))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    HttpClient client = HttpClient.newHttpClient();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    String state = isWanted ? "running" : "paused";
    long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String status = "";
    while (!status.contains("\"state\":\"" + state + "\"")) {
      assertThat(System.nanoTime()).as(status).isLessThan(deadlineNanos);
      Thread.sleep(50);
      status = Exposition.get(sonde + "profile/status");
      status = status.substring(status.indexOf("\"continuous\""));
    }
  }

  /** Opens a page with a flame graph in it, then the graph alone; returns its frames. */
  private static int drawnFrames(String page, String title) throws Exception {
    browser.open(page);
    browser.await(
        isShown("profiles")
            + " && document.querySelector('iframe.flame')"
            + " && [...document.querySelectorAll('h2')].some((h) => h.textContent === '"
            + title
            + "')");
    browser.evaluate(TWO_FRAMES);
    browser.screenshot(PICTURES.resolve(title.replace(' ', '-').toLowerCase(Locale.ROOT) + ".png"));
    String graph = browser.evaluate("document.querySelector('iframe.flame').src").asText();
    browser.open(graph);
    browser.await("document.getElementById('canvas') && levels.length > 0");
    int drawn = browser.evaluate("levels.reduce((sum, level) => sum + level.length, 0)").asInt();
    JsonNode written =
        browser.evaluate(
            """
            [...document.scripts].map((script) => script.textContent).join('\\n').split('\\n')
                .filter((line) => /^[fun]\\(/.test(line)).length
            """);
    assertThat(drawn).as(title).isEqualTo(written.asInt());
    return drawn;
  }

  @Test
  void finding_ofARouteThatFails_isShownAndLeadsToTheRoutes() throws Exception {
    try (ForkedJvm failing =
        ForkedJvm.on(Jdk.all().get(0))
            .jvm("-Xmx128m")
            .run(
                "-jar",
                ForkedJvm.shopJar(),
                "load",
                "--url",
                shopUrl,
                "--rate",
                "10",
                "--duration",
                "2m",
                "--mix",
                "single:/fail")) {
      browser.open(sonde + "#/overview");
      browser.await("document.querySelector('.finding.red')?.textContent.includes('GET /fail')");
      browser.screenshot(PICTURES.resolve("finding-overview-1280.png"));
      browser.size(390, 900);
      browser.evaluate(TWO_FRAMES);
      browser.screenshot(PICTURES.resolve("finding-overview-390.png"));
      browser.size(1280, 900);
      assertThat(failing.isAlive()).isTrue();
      browser.evaluate("document.querySelector('.finding.red a').click()");
      browser.await(isShown("routes"));
    }
  }

  @Test
  void slowRequest_chosen_showsItsPartsStatementsAndTheProfileOfItsTime() throws Exception {
    browser.open(sonde + "#/slow");
    browser.await(isShown("slow") + " && document.querySelectorAll('svg.budget').length >= 5");
    browser.evaluate(
        """
        [...document.querySelectorAll('main tbody tr')]
            .find((row) => row.textContent.includes('GET /bad/nplus1')).querySelector('a').click()
        """);
    browser.await("document.querySelector('main .panel h2').textContent.startsWith('GET /bad/')");
    String detail = "document.querySelector('main .panel')";
    browser.await(detail + ".querySelectorAll('.parts dt').length >= 2");
    browser.await(detail + ".querySelectorAll('tbody tr').length >= 2");
    browser.screenshot(PICTURES.resolve("slow-chosen-1280.png"));
    browser.size(390, 900);
    browser.evaluate(TWO_FRAMES);
    browser.screenshot(PICTURES.resolve("slow-chosen-390.png"));
    assertThat(Axe.faults(browser)).isEmpty();
    browser.size(1280, 900);
    browser.evaluate("[...document.querySelectorAll('main .actions a')][0].click()");
    browser.await(isShown("profiles") + " && location.hash.includes('to=')");
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void route_chosen_showsItsBudgetStatementsAndSlowestRequests() throws Exception {
    browser.open(sonde + "#/routes?b=p99");
    // as many bars as routes
    browser.await(
        isShown("routes")
            + " && document.querySelectorAll('td svg.budget').length >= 10"
            + " && document.querySelectorAll('td svg.budget').length"
            + " === document.querySelectorAll('main tbody tr').length");
    browser.screenshot(PICTURES.resolve("routes-p99-1280.png"));
    browser.open(sonde + "#/routes?row=" + "GET+%2Fbad%2Fnplus1");
    String title = "Where the time of GET /bad/nplus1 goes";
    browser.await(
        "[...document.querySelectorAll('h2')].some((h) => h.textContent === '" + title + "')");
    browser.await(
        "document.querySelector('main [aria-label=\"Statements of this route\"] .warn')"
            + ".textContent.startsWith('20 ')");
    browser.await("document.querySelector('main [aria-label=\"Slow requests\"] tbody tr')");
    browser.evaluate(TWO_FRAMES);
    browser.screenshot(PICTURES.resolve("route-1280.png"));
    browser.size(390, 900);
    browser.evaluate(TWO_FRAMES);
    browser.screenshot(PICTURES.resolve("route-390.png"));
    assertThat(Axe.faults(browser)).isEmpty();
    browser.size(1280, 900);
    browser.evaluate(
        "document.querySelector('main [aria-label=\"Statements of this route\"] a').click()");
    browser.await(
        isShown("sql")
            + " && [...document.querySelectorAll('main [aria-label=\"Routes that execute it\"]')]"
            + ".some((table) => table.textContent.includes('GET /bad/nplus1'))");
    browser.evaluate(TWO_FRAMES);
    browser.screenshot(PICTURES.resolve("statement-1280.png"));
    assertThat(browser.problems()).isEmpty();
  }

  @Test
  void keyboard_reachesPagesFilterAndHelp() {
    browser.open(sonde + "#/overview");
    browser.await(isShown("overview"));
    browser.press("g");
    browser.press("s");
    browser.await("location.hash === '#/sql' && document.title.startsWith('SQL')");
    browser.await("document.getElementById('filter')");
    browser.press("f");
    browser.await("document.activeElement.id === 'filter'");
    browser.evaluate("document.activeElement.blur()");
    browser.press("/");
    browser.await("document.querySelector('#find a[href*=\"routes?\"]')");
    browser.evaluate("document.getElementById('find').close()");
    browser.await("document.activeElement === document.body");
    browser.press("?");
    browser.await("document.getElementById('keys').open");
    browser.evaluate("document.getElementById('keys').close()");
    browser.press("t");
    browser.await("location.hash.includes('w=3600')");
    browser.evaluate("history.back()");
    browser.await("!location.hash.includes('w=3600')");
  }

  @Test
  void policy_forbidsInlineScript() throws Exception {
    try (Browser other = Browser.start(Objects.requireNonNull(Browser.program()))) {
      other.open(sonde + "#/about");
      other.await(isShown("about"));
      JsonNode violated =
          other.evaluate(
              """
              new Promise((done) => {
                document.addEventListener('securitypolicyviolation', (event) =>
                  done(event.effectiveDirective + (window.inlineRan ? ' ran' : ' did not run')));
                const script = document.createElement('script');
                script.textContent = 'window.inlineRan = true';
                document.body.append(script);
              })
              """);
      assertThat(violated.asText()).isEqualTo("script-src-elem did not run");
    }
  }
}
