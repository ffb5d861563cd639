package io.meshwright.proxy.http.filter.fault;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.filter.Filter;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.route.ClusterChoice;
import io.meshwright.proxy.http.route.RouteMatcher;
import io.meshwright.proxy.snapshot.FaultPolicy;
import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Lets one request wait, fail, or both. */
final class FaultFilter implements Filter {
  private static final String DELAY = "x-envoy-fault-delay-request";
  private static final String ABORT = "x-envoy-fault-abort-request";
  private static final String ABORT_GRPC = "x-envoy-fault-abort-grpc-request";
  private static final String PERCENTAGE = "-percentage";
  private static final String TEXT = "fault filter abort";
  private static final int OK = 200;
  private static final int MAX_STATUS = 599;

  private final HttpExchange exchange;
  private final FaultPolicy policy;
  private final AtomicLong active;
  private @Nullable ScheduledFuture<?> timer;
  private boolean counted;

  /**
   * The filter of one exchange.
   *
   * @param active faults of the filter over all workers
   */
  FaultFilter(HttpExchange exchange, FaultPolicy policy, AtomicLong active) {
    this.exchange = exchange;
    this.policy = policy;
    this.active = active;
  }

  @Override
  public Verdict request(RequestHead head) {
    if (policy.delay() == null && policy.abort() == null) {
      return Verdict.CONTINUE;
    }
    Long most = policy.maxActive();
    if ((most != null && active.get() >= most) || !meant(head)) {
      return Verdict.CONTINUE;
    }
    Duration pause = pause(head);
    if (pause.toMillis() > 0) {
      count();
      exchange.record().flag("DI");
      timer =
          exchange
              .worker()
              .loop()
              .schedule(() -> waited(head), pause.toMillis(), TimeUnit.MILLISECONDS);
      return Verdict.WAIT;
    }
    return abort(head) ? Verdict.ANSWERED : Verdict.CONTINUE;
  }

  private void waited(RequestHead head) {
    if (!exchange.completed() && !abort(head)) {
      exchange.resume();
    }
  }

  private boolean meant(RequestHead head) {
    if (!policy.upstreamCluster().isEmpty()) {
      @Nullable ClusterChoice choice = exchange.choice();
      if (choice == null || !choice.cluster().equals(policy.upstreamCluster())) {
        return false;
      }
    }
    if (!policy.downstreamNodes().isEmpty()) {
      @Nullable String node = head.headers().get("x-envoy-downstream-service-node");
      if (node == null || !policy.downstreamNodes().contains(node)) {
        return false;
      }
    }
    return policy.headers().stream().allMatch(matcher -> RouteMatcher.header(matcher, head));
  }

  private Duration pause(RequestHead head) {
    FaultPolicy.Delay delay = policy.delay();
    if (delay == null) {
      return Duration.ZERO;
    }
    Duration fixed = delay.fixed();
    boolean hit = fixed == null ? hits(delay.fraction(), head, DELAY) : hits(delay.fraction());
    if (!hit) {
      return Duration.ZERO;
    }
    return fixed == null ? Duration.ofMillis(Math.max(0, number(head, DELAY))) : fixed;
  }

  /** Answers the request if this is one of those to be aborted. */
  private boolean abort(RequestHead head) {
    FaultPolicy.Abort abort = policy.abort();
    if (abort == null) {
      return false;
    }
    return switch (abort.status()) {
      case FaultPolicy.Status.Http(int code) -> hits(abort.fraction()) && answer(head, code, -1);
      case FaultPolicy.Status.Grpc(int code) -> hits(abort.fraction()) && answer(head, OK, code);
      case FaultPolicy.Status.ByHeader() ->
          hits(abort.fraction(), head, ABORT) && abortByHeader(head);
    };
  }

  private boolean abortByHeader(RequestHead head) {
    long http = number(head, ABORT);
    if (http >= OK && http <= MAX_STATUS) {
      return answer(head, (int) http, -1);
    }
    long grpc = number(head, ABORT_GRPC);
    return grpc >= 0 && answer(head, OK, (int) Math.min(grpc, Integer.MAX_VALUE));
  }

  private boolean answer(RequestHead head, int status, int grpcStatus) {
    count();
    exchange.record().flag("FI");
    exchange.record().details("fault_filter_abort");
    exchange.answer(
        grpcStatus < 0
            ? LocalReply.of(status, TEXT, head)
            : LocalReply.of(status, grpcStatus, TEXT, head));
    return true;
  }

  private boolean hits(Fraction fraction) {
    return fraction.hits(exchange.worker().random());
  }

  /** With a share that the request itself may make smaller. */
  private boolean hits(Fraction fraction, RequestHead head, String header) {
    long asked = number(head, header + PERCENTAGE);
    return hits(
        asked < 0
            ? fraction
            : new Fraction(Math.min(asked, fraction.numerator()), fraction.denominator()));
  }

  /** The number in a header; -1 if it is absent or none. */
  private static long number(RequestHead head, String header) {
    @Nullable String text = head.headers().get(header);
    try {
      return text == null ? -1 : Integer.parseUnsignedInt(text) & 0xffff_ffffL;
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private void count() {
    if (!counted) {
      counted = true;
      active.incrementAndGet();
    }
  }

  @Override
  public void complete() {
    if (timer != null) {
      timer.cancel(false);
    }
    if (counted) {
      active.decrementAndGet();
    }
  }
}
