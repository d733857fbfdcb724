package io.sonde.testapp.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** What is requested, and how often in relation to the rest. */
public final class Mix {

  private static final int PRODUCTS = 1_000;
  private static final int CUSTOMERS = 500;
  private static final int ORDERS = 200;
  private static final String SINGLE = "single:";

  private static final RequestTemplate CREATE_ORDER =
      new RequestTemplate("POST", "/orders", random -> "/orders", Mix::order);

  private static final List<Entry> WELL_BEHAVED =
      List.of(
          new Entry(36, RequestTemplate.get("/products/*", id("/products/", PRODUCTS))),
          new Entry(
              12, RequestTemplate.get("/products", r -> "/products?after=" + r.nextInt(PRODUCTS))),
          new Entry(16, RequestTemplate.get("/orders/*", id("/orders/", ORDERS))),
          new Entry(6, RequestTemplate.get("/orders")),
          new Entry(12, CREATE_ORDER),
          new Entry(12, RequestTemplate.get("/customers/*", id("/customers/", CUSTOMERS))),
          new Entry(2, RequestTemplate.get("/reports/sales")),
          new Entry(4, RequestTemplate.get("/health")));

  private static final List<Entry> MISBEHAVING =
      List.of(
          new Entry(1, RequestTemplate.get("/bad/nplus1")),
          new Entry(1, RequestTemplate.get("/bad/slow-query")),
          new Entry(1, RequestTemplate.get("/bad/held-connection")),
          new Entry(1, RequestTemplate.get("/bad/starved-pool")),
          new Entry(1, RequestTemplate.get("/bad/cpu")),
          new Entry(1, RequestTemplate.get("/bad/alloc")),
          new Entry(1, RequestTemplate.get("/bad/lock")),
          new Entry(1, RequestTemplate.get("/bad/errors")),
          new Entry(1, RequestTemplate.get("/bad/select-star")),
          new Entry(1, RequestTemplate.get("/bad/saturated-queue")),
          new Entry(1, RequestTemplate.get("/fail")));

  private final String name;
  private final List<Entry> entries;
  private final int weight;

  private Mix(String name, List<Entry> entries) {
    this.name = name;
    this.entries = List.copyOf(entries);
    this.weight = entries.stream().mapToInt(Entry::weight).sum();
  }

  /**
   * Returns the mix of a name: {@code default}, {@code well-behaved}, {@code misbehaving}, {@code
   * single:/path} or {@code single:POST:/path}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Mix of(String name) {
    if (name.startsWith(SINGLE)) {
      return new Mix(name, List.of(new Entry(1, single(name.substring(SINGLE.length())))));
    }
    return switch (name) {
      case "default" -> new Mix(name, both());
      case "well-behaved" -> new Mix(name, WELL_BEHAVED);
      case "misbehaving" -> new Mix(name, MISBEHAVING);
      case "delays" -> new Mix(name, List.of(new Entry(1, delays())));
      default ->
          throw new IllegalArgumentException(
              name
                  + " is not one of default, well-behaved, misbehaving, delays, single:/path, single:POST:/path");
    };
  }

  /** Nine in ten are well-behaved. */
  private static List<Entry> both() {
    List<Entry> entries = new ArrayList<>(WELL_BEHAVED);
    entries.addAll(MISBEHAVING);
    return entries;
  }

  /**
   * A known route, also in the form {@code /products/*}, gets its random ids and body; another is
   * sent as it is.
   */
  private static RequestTemplate single(String given) {
    boolean post = given.startsWith("POST:");
    String path = post ? given.substring("POST:".length()) : given;
    if (!path.matches("/[!-~]*")) {
      throw new IllegalArgumentException(
          SINGLE + given + ": the path must begin with / and be plain ASCII without blanks");
    }
    String method = post ? "POST" : "GET";
    String route = path.replaceFirst("\\?.*", "");
    for (Entry entry : both()) {
      RequestTemplate known = entry.template;
      if (known.method().equals(method) && known.route().equals(path)) {
        return known;
      }
      if (known.route().endsWith("/*")
          && route.startsWith(known.route().substring(0, known.route().length() - 1))) {
        route = known.route();
      }
    }
    if (route.matches("/(delay|status)/[^/]*")) {
      route = route.substring(0, route.lastIndexOf('/')) + "/*";
    }
    return new RequestTemplate(method, route, random -> path, random -> post ? "{}" : "");
  }

  /** Answers that take 20 to 200 ms, evenly spread: times that can be compared by percentile. */
  private static RequestTemplate delays() {
    return new RequestTemplate(
        "GET", "/delay/*", random -> "/delay/" + (20 + random.nextInt(181)), random -> "");
  }

  private static Function<SplittableRandom, String> id(String prefix, int ids) {
    return random -> prefix + (1 + random.nextInt(ids));
  }

  private static String order(SplittableRandom random) {
    StringBuilder json = new StringBuilder("{\"customerId\":");
    json.append(1 + random.nextInt(CUSTOMERS)).append(",\"items\":[");
    int items = 1 + random.nextInt(4);
    for (int i = 0; i < items; i++) {
      json.append(i == 0 ? "" : ",").append("{\"productId\":").append(1 + random.nextInt(PRODUCTS));
      json.append(",\"quantity\":").append(1 + random.nextInt(3)).append('}');
    }
    return json.append("]}").toString();
  }

  /** Chooses one request. */
  RequestTemplate choose(SplittableRandom random) {
    int ticket = entries.size() == 1 ? 0 : random.nextInt(weight);
    for (Entry entry : entries) {
      ticket -= entry.weight;
      if (ticket < 0) {
        return entry.template;
      }
    }
    throw new AssertionError("weights of " + name);
  }

  @Override
  public String toString() {
    return name;
  }

  private record Entry(int weight, RequestTemplate template) {}
}
