package io.sonde.testapp.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Names that are script, on every page, in Chromium. The content security policy is switched off
 * where it is to be shown that the page itself runs none of them, and on where it is to be shown
 * that the policy would have stopped them.
 */
final class HostileNamesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Payloads that run at once, without a click, where a page writes names as HTML: at least. */
  private static final int RUNNING = 100;

  private static final String COUNTER =
      """
      window.xssRuns = new Set();
      window.xssRan = (number) => { top.xssRuns.add(number); };
      window.refused = 0;
      document.addEventListener('securitypolicyviolation', () => { window.refused++; });
      """;

  /** The numbers of the payloads that a text holds. */
  private static final String NUMBERS =
      "new Set([...(%s).matchAll(/xssRan\\((\\d+)\\)/g)].map((m) => m[1])).size";

  private static final String WRITE_AS_HTML =
      """
      (() => {
        const box = document.body.appendChild(document.createElement('div'));
        for (const payload of %s) box.appendChild(document.createElement('p')).innerHTML = payload;
      })()
      """;

  @Test
  void names_thatAreScript_areTextOnEveryPage() throws Exception {
    Path program = Browser.program();
    if ("true".equals(System.getenv("CI"))) {
      assertThat(program).as("chromium is required when CI=true").isNotNull();
    }
    assumeTrue(program != null, "chromium is not installed");
    try (ForkedJvm host =
            ForkedJvm.on(Jdk.all().get(0)).jvm("-Xmx512m").sonde().run(HostileProgram.class);
        Browser browser = Browser.start(Objects.requireNonNull(program))) {
      String sonde = host.awaitSonde();
      assertThat(host.awaitStdout(line -> line.startsWith("served ")))
          .isEqualTo("served " + Payloads.COUNT);
      browser.size(1280, 900);
      browser.command("Page.addScriptToEvaluateOnNewDocument", Map.of("source", COUNTER));
      browser.command("Page.setBypassCSP", Map.of("enabled", true));
      browser.open(sonde);
      assertEverythingIsText(browser, sonde);
      assertThat(browser.evaluate("xssRuns.size").asInt()).isZero();
      assertThat(browser.problems()).isEmpty();

      String payloads = JSON.writeValueAsString(Payloads.all());
      // so it would be noticed
      browser.evaluate(WRITE_AS_HTML.formatted(payloads));
      browser.await("xssRuns.size >= " + RUNNING);
      // and so the policy would stop what the page lets through
      browser.command("Page.setBypassCSP", Map.of("enabled", false));
      browser.command("Page.reload", Map.of());
      browser.await("document.getElementById('main').dataset.page === 'overview'");
      browser.evaluate(WRITE_AS_HTML.formatted(payloads));
      browser.await("refused >= " + RUNNING);
      assertThat(browser.evaluate("xssRuns.size").asInt()).isZero();
    }
  }

  private static void assertEverythingIsText(Browser browser, String sonde) throws Exception {
    for (String page : List.of("routes", "sql", "pools", "slow")) {
      browser.open(sonde + "#/" + page + "?all=1");
      browser.await(
          "document.getElementById('main').dataset.page === '"
              + page
              + "' && "
              + NUMBERS.formatted("document.getElementById('main').textContent")
              + " === "
              + Payloads.COUNT);
      assertNoElementOfAPayload(browser, page);
    }
    for (String page : List.of("findings", "http", "caches", "jvm", "profiles", "about")) {
      browser.open(sonde + "#/" + page);
      browser.await("document.getElementById('main').dataset.page === '" + page + "'");
      assertNoElementOfAPayload(browser, page);
    }
    for (String payload : Payloads.all().subList(0, 20)) {
      String text = JSON.writeValueAsString(payload);
      browser.evaluate(
          "location.hash = '#/routes?' + new URLSearchParams({row: 'GET /' + %s, q: %s, sort: %s})"
              .formatted(text, text, text));
      browser.await(
          "[...document.querySelectorAll('h2')].some((h) => h.textContent === 'Latency of GET /' + "
              + text
              + ")");
    }
    assertNoElementOfAPayload(browser, "a chosen route");
    browser.evaluate("document.querySelector('main button.copy').click()");
    browser.await("document.getElementById('texts').textContent.includes('xssRan')");
    browser.evaluate("document.getElementById('texts').close()");
    browser.press("/");
    browser.await("document.getElementById('find').textContent.includes('xssRan')");
    assertNoElementOfAPayload(browser, "a dialog");
    browser.evaluate("document.getElementById('find').close()");
    assertTheSavedPageIsText(browser, sonde);
    browser.open(sonde + "#/overview?all=1");
    browser.await(
        NUMBERS.formatted("document.getElementById('main').textContent")
            + " === "
            + Payloads.COUNT);
    assertNoElementOfAPayload(browser, "overview");
  }

  private static void assertNoElementOfAPayload(Browser browser, String where) {
    JsonNode elements =
        browser.evaluate(
            """
            [...document.querySelectorAll('body *')].filter((e) =>
              ['SCRIPT', 'IMG', 'VIDEO', 'AUDIO', 'OBJECT', 'LINK', 'STYLE'].includes(e.tagName)
                  && !e.closest('header')
              || [...e.attributes].some((a) => a.name.startsWith('on')
                  || ['href', 'src', 'srcdoc'].includes(a.name) && a.value.startsWith('javascript:')))
              .map((e) => e.outerHTML)
            """);
    assertThat(elements).as(where).isEmpty();
  }

  /** The file that a page is saved as, loaded as a document of its own without its policy. */
  private static void assertTheSavedPageIsText(Browser browser, String sonde) {
    browser.open(sonde + "#/routes?all=1");
    browser.await(
        NUMBERS.formatted("document.getElementById('main').textContent")
            + " === "
            + Payloads.COUNT);
    JsonNode shown =
        browser.evaluate(
            """
            import('/dashboard/copy.js').then(async ({exportPage}) => {
              const text = await exportPage(document.getElementById('main'), 'Routes', []);
              const frame = document.createElement('iframe');
              const loaded = new Promise((done) => { frame.onload = done; });
              frame.srcdoc = text;
              document.body.append(frame);
              await loaded;
              const count = %s;
              frame.remove();
              return count;
            })
            """
                .formatted(NUMBERS.formatted("frame.contentDocument.body.textContent")));
    assertThat(shown.asInt()).isEqualTo(Payloads.COUNT);
  }
}
