package io.sonde.testapp.shop.web;

import io.sonde.testapp.shop.payment.RiskClient;
import io.sonde.testapp.shop.store.CarelessStore;
import io.sonde.testapp.shop.work.HotSpots;
import io.sonde.testapp.shop.work.WorkQueue;
import jakarta.servlet.http.HttpServletResponse;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** The endpoints under {@code /bad}: each has one fault, on purpose. */
public final class CarelessEndpoints {

  private static final int NARROW_TASK_MILLIS = 100;
  private static final int ERROR_EVERY = 5;

  private final CarelessStore store;
  private final CarelessStore starvedStore;
  private final RiskClient risk;
  private final HotSpots hotSpots;
  private final WorkQueue narrow;
  private final AtomicLong errorCalls = new AtomicLong();

  public CarelessEndpoints(
      CarelessStore store,
      CarelessStore starvedStore,
      RiskClient risk,
      HotSpots hotSpots,
      WorkQueue narrow) {
    this.store = store;
    this.starvedStore = starvedStore;
    this.risk = risk;
    this.hotSpots = hotSpots;
    this.narrow = narrow;
  }

  public void map(ShopServer server) {
    server.map("/bad/nplus1", Endpoint.get(this::nPlusOne));
    server.map("/bad/slow-query", Endpoint.get(this::slowQuery));
    server.map("/bad/select-star", Endpoint.get(this::selectStar));
    server.map("/bad/held-connection", Endpoint.get(this::heldConnection));
    server.map("/bad/leaked-connection", Endpoint.get(this::leakedConnection));
    server.map("/bad/starved-pool", Endpoint.get(this::starvedPool));
    server.map("/bad/cpu", Endpoint.get(this::cpu));
    server.map("/bad/alloc", Endpoint.get(this::alloc));
    server.map("/bad/lock", Endpoint.get(this::lock));
    server.map("/bad/errors", Endpoint.get(this::errors));
    server.map("/bad/saturated-queue", Endpoint.get(this::saturatedQueue));
    server.map("/bad/hand-off", Endpoint.get(this::handOff));
  }

  private Reply nPlusOne(Call call) throws Exception {
    return Reply.ok(store.productNamesOneByOne(call.parameter("n", 20, 0, 500)));
  }

  private Reply slowQuery(Call call) throws Exception {
    int millis = call.parameter("ms", 0, 0, 5_000);
    long reviews =
        millis > 0 ? store.countOneReviewIn(millis) : store.countReviewsContaining("brass quartz");
    return Reply.ok(Map.of("reviews", reviews));
  }

  private Reply selectStar(Call call) throws Exception {
    return Reply.ok(store.sheetTitles(call.parameter("category", 0, 0, 1_000)));
  }

  private Reply heldConnection(Call call) throws Exception {
    int delayMillis = call.parameter("ms", 20, 0, 5_000);
    return Reply.ok(Map.of("risk", store.whileHoldingConnection(() -> risk.assess(delayMillis))));
  }

  private Reply leakedConnection(Call call) throws Exception {
    return Reply.ok(Map.of("leaked", store.leakConnection()));
  }

  private Reply starvedPool(Call call) throws Exception {
    int holdMillis = call.parameter("ms", 50, 0, 5_000);
    return Reply.ok(starvedStore.whileHoldingConnection(() -> sleep(holdMillis)));
  }

  private static Map<String, Integer> sleep(int holdMillis) throws InterruptedException {
    Thread.sleep(holdMillis);
    return Map.of("heldMillis", holdMillis);
  }

  private Reply cpu(Call call) throws Exception {
    return Reply.ok(Map.of("value", hotSpots.burnCpu(call.parameter("ms", 20, 0, 5_000))));
  }

  private Reply alloc(Call call) throws Exception {
    return Reply.ok(Map.of("bytes", hotSpots.allocate(call.parameter("kb", 1_024, 0, 1_048_576))));
  }

  private Reply lock(Call call) throws Exception {
    int holdMillis = call.parameter("ms", 5, 0, 1_000);
    hotSpots.contend(holdMillis);
    return Reply.ok(Map.of("heldMillis", holdMillis));
  }

  /** Fails for the 5th, 10th, 15th … call: inserts a row whose key is taken. */
  private Reply errors(Call call) throws Exception {
    long number = errorCalls.incrementAndGet();
    if (number % ERROR_EVERY == 0) {
      store.insertTakenProduct();
    }
    return Reply.ok(Map.of("call", number));
  }

  private Reply saturatedQueue(Call call) {
    narrow.submit(WorkQueue.Priority.NORMAL, CarelessEndpoints::narrowTask);
    return new Reply(HttpServletResponse.SC_ACCEPTED, Map.of("queued", narrow.queued()));
  }

  /** Waits for a task whose statement takes {@code ms}, and which has to queue for as long. */
  private Reply handOff(Call call) throws Exception {
    int millis = call.parameter("ms", 50, 0, 5_000);
    CompletableFuture<Long> reviews = new CompletableFuture<>();
    narrow.submit(WorkQueue.Priority.NORMAL, () -> pause(millis));
    narrow.submit(
        WorkQueue.Priority.NORMAL,
        () -> {
          try {
            reviews.complete(store.countOneReviewIn(millis));
          } catch (SQLException e) {
            reviews.completeExceptionally(e);
          }
        });
    return Reply.ok(Map.of("reviews", reviews.get()));
  }

  private static void narrowTask() {
    pause(NARROW_TASK_MILLIS);
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
