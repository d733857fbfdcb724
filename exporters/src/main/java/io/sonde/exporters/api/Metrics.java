package io.sonde.exporters.api;

/** Names of the metric contract that answers are made of. */
final class Metrics {
  static final String SERVER = "http_server_request_duration_seconds";
  static final String ROUTE = "http_route";
  static final String METHOD = "http_request_method";
  static final String PART_SECONDS = "http_server_request_part_seconds_total";
  static final String PART = "part";
  static final String HELD_SECONDS = "http_server_request_connection_held_seconds_total";
  static final String CLIENT = "http_client_request_duration_seconds";
  static final String CLIENT_ACTIVE = "http_client_active_requests";
  static final String ADDRESS = "server_address";
  static final String PORT = "server_port";
  static final String SQL = "db_client_operation_duration_seconds";
  static final String ROWS = "db_client_response_returned_rows";
  static final String SYSTEM = "db_system_name";
  static final String NAMESPACE = "db_namespace";
  static final String OPERATION = "db_operation_name";
  static final String SUMMARY = "db_query_summary";
  static final String POOL = "db_client_connection_pool_name";
  static final String POOL_WAIT = "db_client_connection_wait_time_seconds";
  static final String POOL_USE = "db_client_connection_use_time_seconds";
  static final String POOL_CREATE = "db_client_connection_create_time_seconds";
  static final String POOL_COUNT = "db_client_connection_count";
  static final String POOL_STATE = "db_client_connection_state";
  static final String POOL_MAX = "db_client_connection_max";
  static final String POOL_PENDING = "db_client_connection_pending_requests";
  static final String POOL_TIMEOUTS = "db_client_connection_timeouts_total";
  static final String EXECUTOR_WAIT = "executor_idle_seconds";
  static final String EXECUTOR_RUN = "executor_seconds";
  static final String EXECUTOR_ACTIVE = "executor_active_threads";
  static final String EXECUTOR_SIZE = "executor_pool_size_threads";
  static final String EXECUTOR_MAX = "executor_pool_max_threads";
  static final String EXECUTOR_QUEUED = "executor_queued_tasks";
  static final String EXECUTOR_REMAINING = "executor_queue_remaining_tasks";
  static final String EXECUTOR_REJECTED = "executor_rejected_tasks_total";
  static final String CACHE = "cache";
  static final String CACHE_RESULT = "result";
  static final String CACHE_GETS = "cache_gets_total";
  static final String CACHE_PUTS = "cache_puts_total";
  static final String CACHE_EVICTIONS = "cache_evictions_total";
  static final String CACHE_SIZE = "cache_size";
  static final String BREAKER_STATE = "resilience4j_circuitbreaker_state";
  static final String BREAKER_CALLS = "resilience4j_circuitbreaker_calls_seconds";
  static final String BREAKER_REFUSED = "resilience4j_circuitbreaker_not_permitted_calls_total";
  static final String BULKHEAD_WAIT = "resilience4j_bulkhead_wait_seconds";
  static final String BULKHEAD_LEFT = "resilience4j_bulkhead_available_concurrent_calls";
  static final String RATE_LIMITER_WAIT = "resilience4j_ratelimiter_wait_seconds";
  static final String RATE_LIMITER_LEFT = "resilience4j_ratelimiter_available_permissions";
  static final String RETRY_CALLS = "resilience4j_retry_calls_total";
  static final String STATE = "state";
  static final String KIND = "kind";
  static final String NAME = "name";
  static final String GC_PAUSE = "jvm_gc_pause_seconds";

  private Metrics() {}
}
