package io.sonde.testapp.browser;

import java.util.ArrayList;
import java.util.List;

/**
 * Two hundred texts that try to get a page to run script: twenty ways, each behind ten beginnings
 * that would end what the text stands in. Each calls {@code xssRan} with its own number.
 */
final class Payloads {
  static final int COUNT = 200;

  private static final List<String> BEGINNINGS =
      List.of("", "\">", "'>", "-->", "]]>", "</textarea>", "</title>", "*}", "\");", "</style>");

  private static final List<String> WAYS =
      List.of(
          "<img src=x onerror=CALL>",
          "<IMG SRC=x oNeRrOr=CALL>",
          "<svg onload=CALL>",
          "<svg><animate onbegin=CALL attributeName=x dur=1s>",
          "<script>CALL</script>",
          "</script><script>CALL</script>",
          "<iframe srcdoc=\"<img src=x onerror=parent.CALL>\"></iframe>",
          "<iframe src=javascript:parent.CALL></iframe>",
          "<a href=javascript:CALL>x</a>",
          "<details open ontoggle=CALL>x</details>",
          "<video><source onerror=CALL></video>",
          "<audio src=x onerror=CALL>",
          "<object data=x onerror=CALL></object>",
          "<link rel=stylesheet href=x onerror=CALL>",
          "<style onload=CALL></style>",
          "<input autofocus onfocus=CALL>",
          "<body onload=CALL>",
          "javascript:CALL",
          "${CALL}",
          "{{constructor.constructor('CALL')()}}");

  private Payloads() {}

  static List<String> all() {
    List<String> payloads = new ArrayList<>();
    for (String beginning : BEGINNINGS) {
      for (String way : WAYS) {
        payloads.add(beginning + way.replace("CALL", call(payloads.size())));
      }
    }
    return payloads;
  }

  /** What payload {@code number} calls; found in a text it tells that the payload is there. */
  static String call(int number) {
    return "xssRan(" + (1_000 + number) + ")";
  }
}
