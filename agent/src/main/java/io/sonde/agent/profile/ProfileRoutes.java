package io.sonde.agent.profile;

import io.sonde.exporters.http.Access;
import io.sonde.exporters.http.Handler;
import io.sonde.exporters.http.Route;
import io.sonde.profiler.Event;
import io.sonde.profiler.Profiler;
import java.util.List;

/**
 * The routes of the profiler.
 *
 * <ul>
 *   <li>{@code /profile?event=cpu|alloc|lock|wall|live&seconds=N&format=…&route=…} captures
 *   <li>{@code /profile?event=…&from=-15m&to=now&format=…&route=…} asks what the continuous mode
 *       kept
 *   <li>{@code /profile/difference?event=…&baseFrom=…&baseTo=…&from=…&to=…&format=…} compares
 *   <li>{@code /profile/status} says what runs, which engines there are and why others are not
 *       taken
 *   <li>{@code /api/v1/leaks} says what is known of leaks; with {@code seconds} it looks for them
 *       before, with {@code roots=true} also for what keeps old objects; with POST {@code
 *       collect=true} collects garbage before each class histogram and {@code force=true} takes
 *       them of a large heap too
 *   <li>{@code POST /profile/continuous?run=true|false} lets the continuous mode run or pause
 *   <li>{@code /debug/pprof/profile}, {@code allocs}, {@code mutex}, {@code heap} are for scrapers
 * </ul>
 */
public final class ProfileRoutes {

  private ProfileRoutes() {}

  /** All routes; but for the switch they change nothing, captures included: read access will do. */
  public static List<Route> of(Profiler profiler) {
    return List.of(
        read("/profile", new ProfileHandler(profiler)),
        read("/profile/difference", new DifferenceHandler(profiler)),
        read("/profile/status", new ProfileStatusHandler(profiler)),
        Route.get("/api/v1/leaks", Access.READ, new LeaksHandler(profiler)),
        Route.post("/api/v1/leaks", Access.CONTROL, new LeaksHandler(profiler)),
        Route.post("/profile/continuous", Access.CONTROL, new ContinuousHandler(profiler)),
        read("/debug/pprof/profile", new PprofHandler(profiler, Event.CPU)),
        read("/debug/pprof/allocs", new PprofHandler(profiler, Event.ALLOC)),
        read("/debug/pprof/mutex", new PprofHandler(profiler, Event.LOCK)),
        read("/debug/pprof/heap", new PprofHandler(profiler, Event.LIVE)));
  }

  private static Route read(String path, Handler handler) {
    return Route.get(path, Access.READ, handler);
  }
}
