package io.sonde.agent.requests;

/**
 * Is told which thread works for which route, from when to when. Called on application threads: it
 * must neither block nor throw.
 */
public interface WorkListener {

  /** Takes no interest. */
  WorkListener NONE =
      new WorkListener() {
        @Override
        public int route(String name) {
          return 0;
        }

        @Override
        public long begins(long threadId, long startNanos, int route) {
          return 0;
        }

        @Override
        public void ends(long ticket, long endNanos, int route) {
          // not interested
        }
      };

  /** The number of a route by its name, {@code GET /orders}; once per route. */
  int route(String name);

  /** A thread begins; returns a ticket for {@link #ends}, 0 if nothing is kept. */
  long begins(long threadId, long startNanos, int route);

  /** The work of a ticket ends; the route is what is known of it by then. */
  void ends(long ticket, long endNanos, int route);
}
