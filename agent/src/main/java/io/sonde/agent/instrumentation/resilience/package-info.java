/**
 * Resilience4j from version 1.0 on: circuit breakers, retries, bulkheads and rate limiters, however
 * they are used (decorated functions, annotations, its modules for Spring and Reactor). Spring
 * Retry from version 1.0.3 on: {@code RetryTemplate}, and {@code @Retryable}, which goes through
 * it.
 *
 * <p><b>Woven</b>:
 *
 * <ul>
 *   <li>{@code CircuitBreakerStateMachine.acquirePermission} and {@code tryAcquirePermission},
 *       which every call passes and which tell what was refused; {@code publishSuccessEvent},
 *       {@code publishCircuitErrorEvent} and {@code publishCircuitIgnoredErrorEvent}, which the
 *       library calls with its verdict and its duration whether or not anybody listens.
 *   <li>{@code RetryImpl.context} and {@code asyncContext}, to know the retries that are used: they
 *       count by themselves.
 *   <li>{@code SemaphoreBulkhead.tryAcquirePermission}, which {@code acquirePermission} calls;
 *       {@code acquirePermission} of {@code AtomicRateLimiter} and {@code
 *       SemaphoreBasedRateLimiter}, and {@code reservePermission} of the former, with which
 *       asynchronous callers are told how long to wait.
 *   <li>{@code RetryTemplate.doExecute}, through which each of Spring's retried calls goes, {@code
 *       open}, which finds one with a state again, {@code registerThrowable}, which it calls for
 *       each attempt that failed, and {@code handleRetryExhausted}, for the last.
 * </ul>
 *
 * <p><b>Metrics</b>, with the names of Resilience4j's own for Micrometer; label {@code name} is the
 * breaker's or the retry's:
 *
 * <ul>
 *   <li>{@code resilience4j_circuitbreaker_calls_seconds}, label {@code kind} = {@code successful},
 *       {@code failed} or {@code ignored} as the breaker judged; durations are the library's.
 *   <li>{@code resilience4j_circuitbreaker_not_permitted_calls_total}, label {@code kind} = {@code
 *       not_permitted}: calls that the breaker refused.
 *   <li>{@code resilience4j_circuitbreaker_state}, label {@code state} = {@code closed}, {@code
 *       open}, {@code half_open}, {@code forced_open}, {@code disabled} or {@code metrics_only}: 1
 *       for the state that the breaker is in when it is read, 0 for the others.
 *   <li>{@code resilience4j_retry_calls_total}, label {@code kind} = {@code
 *       successful_without_retry}, {@code successful_with_retry}, {@code failed_without_retry} or
 *       {@code failed_with_retry}. With Spring Retry as well: a call fails if its attempts are used
 *       up, whether or not it has a recovery; one attempt is no retry. Its templates have no name:
 *       it is the class whose code is retried, {@code OrderService}, of {@code @Retryable} the
 *       method too, {@code OrderService.pay}, or the label that it has.
 *   <li>{@code resilience4j_bulkhead_wait_seconds} and {@code
 *       resilience4j_ratelimiter_wait_seconds}, label {@code kind} = {@code permitted} or {@code
 *       not_permitted}: histograms, whose counts are those of the calls. A reservation counts with
 *       the wait that it was told.
 *   <li>{@code resilience4j_bulkhead_available_concurrent_calls}, {@code
 *       resilience4j_bulkhead_max_allowed_concurrent_calls}, {@code
 *       resilience4j_ratelimiter_available_permissions} and {@code
 *       resilience4j_ratelimiter_waiting_threads}, as the library counts them.
 * </ul>
 *
 * <p>What has the same name is added up. At most 256 names of each kind are told apart, the rest is
 * {@code other}.
 *
 * <p><b>Not measured</b>: time limiters; calls of Spring Retry with a state that are given up
 * before they succeed or their attempts are used up, which the library notices when they come once
 * more; retries before those in contexts that are the application's own; bulkheads that are thread
 * pools (their executor is measured as any other); a call whose breaker was given its permission
 * back; what a retry counts between the last look (there is one each second) and its being
 * collected.
 */
package io.sonde.agent.instrumentation.resilience;
