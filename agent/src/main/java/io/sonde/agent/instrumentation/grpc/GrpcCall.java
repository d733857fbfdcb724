package io.sonde.agent.instrumentation.grpc;

import io.sonde.agent.requests.RequestLedger;
import io.sonde.agent.requests.RouteLedger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One call that is under way; it is recorded once, by whichever of its ends comes first.
 *
 * <table>
 * <caption>Concurrency</caption>
 * <tr><th>field</th><th>read</th><th>write</th><th>guard</th></tr>
 * <tr><td>{@code phase}</td><td>volatile</td><td>compare-and-set, forward</td><td>none</td></tr>
 * <tr><td>{@code method}</td><td>plain, after {@code phase}</td><td>plain, once, before {@code
 * phase}</td><td>{@code phase}</td></tr>
 * <tr><td>{@code sentCode}</td><td>volatile</td><td>volatile, by the one thread that closes the
 * stream</td><td>none</td></tr>
 * <tr><td>{@code left}</td><td>–</td><td>get-and-set</td><td>none</td></tr>
 * <tr><td>{@code requests}, {@code ticket}</td><td>plain</td><td>plain, before the call can end</td>
 * <td>its publication</td></tr>
 * </table>
 */
final class GrpcCall {

  private static final int METHOD_UNKNOWN = 0;
  private static final int METHOD_KNOWN = 1;
  private static final int OVER = 2;

  private static final int NOT_SENT = -1;

  private static final AtomicIntegerFieldUpdater<GrpcCall> PHASE =
      AtomicIntegerFieldUpdater.newUpdater(GrpcCall.class, "phase");

  private static final AtomicReferenceFieldUpdater<GrpcCall, @Nullable Left> LEFT =
      AtomicReferenceFieldUpdater.newUpdater(GrpcCall.class, Left.class, "left");

  private final long startNanos;
  private volatile @Nullable Left left;
  private volatile int phase;
  private @Nullable GrpcMethod method;
  private volatile int sentCode = NOT_SENT;
  private @Nullable RequestLedger requests;
  private long ticket;

  /** A call of a method, or of one that is not known yet. */
  GrpcCall(long startNanos, @Nullable GrpcMethod method) {
    this.startNanos = startNanos;
    if (method != null) {
      this.method = method;
      method.started();
      phase = METHOD_KNOWN;
    }
  }

  /** The request that the thread serves waits for the call; before it can end. */
  void isHandedOver(RequestLedger requests, long ticket) {
    this.requests = requests;
    this.ticket = ticket;
  }

  boolean isMethodUnknown() {
    return phase == METHOD_UNKNOWN;
  }

  /** The method, or null while it is not known. */
  @Nullable GrpcMethod method() {
    return phase == METHOD_UNKNOWN ? null : method;
  }

  /** Whether nothing more is to be sent. */
  boolean isAnswered() {
    return sentCode != NOT_SENT || phase == OVER;
  }

  /** The handler's thread has left the call. */
  void isLeft(Left kept) {
    left = kept;
  }

  /** What {@link #isLeft} was given, once; null if it was not. */
  @Nullable Left takeLeft() {
    return left == null ? null : LEFT.getAndSet(this, null);
  }

  /** The server has found the method; called by one thread. */
  void isOf(GrpcMethod found) {
    method = found;
    found.started();
    if (!PHASE.compareAndSet(this, METHOD_UNKNOWN, METHOD_KNOWN)) {
      found.finished();
    }
  }

  /** The server sends its status; what it sends later is not sent. */
  void sends(int code) {
    if (sentCode == NOT_SENT) {
      sentCode = code;
    }
  }

  /** The status that the server has sent, or another one if it has sent none. */
  int sentOr(int code) {
    int sent = sentCode;
    return sent == NOT_SENT ? code : sent;
  }

  /**
   * Records the call, unless that was done.
   *
   * @param unknown where it is recorded if the method is still not known
   */
  void end(long endNanos, int code, GrpcMethod unknown) {
    int before = PHASE.getAndSet(this, OVER);
    if (before == OVER) {
      return;
    }
    GrpcMethod recorded = unknown;
    if (before == METHOD_KNOWN && method != null) {
      recorded = method;
      recorded.finished();
    }
    if (requests != null) {
      requests.handedCallEnds(ticket, endNanos - startNanos);
    }
    recorded.record(endNanos - startNanos, code);
  }

  /** It has no end: nothing is recorded. */
  void forget() {
    if (PHASE.getAndSet(this, OVER) == METHOD_KNOWN && method != null) {
      method.finished();
    }
  }

  /** What is kept of a call that its handler's thread has left unanswered; immutable. */
  static final class Left {

    final long[] state;
    final RouteLedger ledger;
    final long startNanos;
    final long leftNanos;

    /**
     * Keeps what belongs together.
     *
     * @param state what {@link RequestLedger#leaves} returned
     */
    Left(long[] state, RouteLedger ledger, long startNanos, long leftNanos) {
      this.state = state;
      this.ledger = ledger;
      this.startNanos = startNanos;
      this.leftNanos = leftNanos;
    }
  }
}
