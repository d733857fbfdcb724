/**
 * Where the time of a request goes: what all technologies add to while a thread works for a
 * request.
 *
 * <p>The probes of servers begin and end requests; the probes of databases, pools, HTTP clients and
 * executors add the time of their calls. No probe knows another one; they meet here.
 *
 * <p><b>Metrics</b>
 *
 * <ul>
 *   <li>{@code http_server_request_part_seconds_total}: labels {@code http_request_method}, {@code
 *       http_route}, {@code part}. The parts of a route add up to what its requests took:
 *       <ul>
 *         <li>{@code sql}: in database calls
 *         <li>{@code connection_wait}: in {@code getConnection}, what the pool does inside included
 *         <li>{@code http_client}: in outgoing HTTP calls
 *         <li>{@code executor_queue}: tasks of the request waited for a thread
 *         <li>{@code cpu}: the request's own thread computed, outside of the calls above
 *         <li>{@code blocked}: the request's own thread did neither: locks, sleep, I/O that is not
 *             measured, other threads' work that it waited for, or a processor that was busy
 *         <li>{@code gc}: all threads stood still for a garbage collection, outside of the calls
 *             above
 *         <li>{@code other}: asynchronous, and no thread was known to work for it
 *       </ul>
 *   <li>{@code http_server_request_connection_held_seconds_total}: connections of a pool held by
 *       requests of the route; label {@code state}: {@code sql}, {@code http_client} or {@code
 *       idle}: what went on meanwhile.
 * </ul>
 *
 * <p><b>Exact and estimated.</b> Calls are timed each. Nested calls count once, for the outermost.
 * CPU time is read for at most one request per 20 ms and thread, at the request's ends and around
 * its calls; the share found is applied to the route's others. The part {@code gc} is estimated
 * from the share of each second in which the JVM says that its threads stood still. Calls by
 * threads that the request handed tasks to (executors, asynchronous HTTP clients) count for the
 * request as long as it lasts, shortened in proportion where they overlap each other or the
 * request's own work.
 *
 * <p><b>Not known</b>: threads that the request starts by itself; CPU time of virtual threads.
 */
package io.sonde.agent.requests;
