package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.ClientStream;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.codec.StreamFailure;
import io.meshwright.proxy.http.error.ProxyError;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.filter.TerminalFilter;
import io.meshwright.proxy.http.route.ClusterChoice;
import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.HttpConnectionManager.Upgrade;
import io.meshwright.proxy.snapshot.RetryPolicy;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.upstream.LoopCluster;
import io.meshwright.proxy.upstream.LoopHost;
import io.meshwright.proxy.upstream.RequestPlace;
import io.meshwright.proxy.upstream.connect.Carried;
import io.meshwright.proxy.upstream.connect.TlsLayer;
import io.meshwright.proxy.upstream.pool.HttpPool;
import io.meshwright.proxy.worker.LoopTimers;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a chain. Answers directly or with a redirect, or sends the request to the route's cluster:
 * as often as its retry policy allows, within its timeout. Belongs to one exchange and its loop.
 */
public final class Router implements TerminalFilter {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final HttpExchange exchange;
  private final boolean suppressEnvoyHeaders;
  private final Deadlines deadlines;
  private @Nullable ForwardPlan plan;
  private @Nullable LoopCluster cluster;
  private @Nullable RetryState retries;
  private @Nullable RequestBody body;
  private @Nullable Mirrors mirrors;
  private @Nullable Attempt attempt;
  private @Nullable ScheduledFuture<?> backoff;
  private RequestHash hash = RequestHash.NONE;
  private boolean hasBody;
  private boolean tunnelEndsHere;
  private boolean switched;
  private boolean over;

  /** A router for one exchange. */
  public Router(HttpExchange exchange, boolean suppressEnvoyHeaders) {
    this.exchange = exchange;
    this.suppressEnvoyHeaders = suppressEnvoyHeaders;
    this.deadlines = new Deadlines(exchange.worker().timers());
  }

  @Override
  public void begin(RequestHead head, boolean end) {
    RouteTable.@Nullable Found found = exchange.route();
    if (found == null) {
      exchange.fail(ProxyError.ROUTE_NOT_FOUND, "");
      return;
    }
    switch (found.route().action()) {
      case RouteAction.DirectResponse response ->
          new RouteAnswer(exchange, found).direct(response, head);
      case RouteAction.Redirect redirect ->
          new RouteAnswer(exchange, found).redirect(redirect, head);
      case RouteAction.ToHttps() -> new RouteAnswer(exchange, found).toHttps(head);
      case RouteAction.Forward forward -> forward(found, forward, head, end);
    }
  }

  private void forward(
      RouteTable.Found found, RouteAction.Forward forward, RequestHead head, boolean end) {
    if (head.tunnels()) {
      @Nullable Upgrade upgrade = Upgrades.allowed(exchange.chain().manager(), forward, head);
      if (upgrade == null) {
        exchange.fail(ProxyError.UPGRADE_REFUSED, "");
        return;
      }
      tunnelEndsHere = upgrade.terminated();
    }
    ClusterChoice choice = Objects.requireNonNull(exchange.choice(), "a forwarding route");
    @Nullable LoopCluster chosen = exchange.worker().clusters().get(choice.cluster());
    if (chosen == null) {
      exchange.fail(ProxyError.CLUSTER_NOT_FOUND, "", forward.clusterMissingStatus());
      return;
    }
    exchange.upstream().cluster(chosen.cluster());
    cluster = chosen;
    ForwardPlan made = new ForwardPlan(found, forward, choice, suppressEnvoyHeaders);
    plan = made;
    hash = RequestHash.of(forward.hashing(), head, exchange.connection());
    made.changeRequest(exchange, head);
    @Nullable RetryPolicy policy = forward.retry() != null ? forward.retry() : found.host().retry();
    retries =
        new RetryState(
            policy,
            head,
            chosen,
            choice.subset(),
            hash.value(),
            exchange.worker().random(),
            exchange.worker().clock());
    // an upgraded connection cannot be tried again: what the client says next is not a body
    hasBody = !end || head.tunnels();
    boolean keep = !head.tunnels();
    RequestBody pending = new RequestBody(keep, chosen.cluster().bufferLimitBytes());
    body = pending;
    if (!hasBody) {
      pending.none();
    }
    deadlines.stream(
        made.streamLimit(head, exchange.chain().manager().common().maxStreamDuration()),
        exchange.startNanos(),
        this::endStream);
    if (end) {
      startTimeout();
    }
    mirrors = Mirrors.start(forward, exchange, made.timeout(head), end);
    attempt();
  }

  private void endStream() {
    boolean received = body != null && body.complete();
    exchange.fail(received ? ProxyError.STREAM_TOO_LONG : ProxyError.REQUEST_TOO_LONG, "");
  }

  private void startTimeout() {
    if (plan != null && !exchange.request().tunnels()) {
      deadlines.total(plan.timeout(exchange.request()), this::expire);
    }
  }

  private void expire() {
    if (cluster != null) {
      cluster.counters().timeouts.increment();
      if (attempt != null) {
        cluster.failedLocally(attempt.host());
      }
    }
    exchange.fail(ProxyError.REQUEST_TIMEOUT, "");
  }

  private void attempt() {
    backoff = null;
    LoopCluster to = cluster;
    RetryState state = retries;
    RequestBody pending = body;
    if (over || to == null || state == null || pending == null || plan == null) {
      return;
    }
    @Nullable LoopHost host = state.pick(exchange.connection().destination().address());
    if (host == null) {
      attemptFailed(AttemptFailure.NO_HOST, "");
      return;
    }
    @Nullable RequestPlace place = RequestPlace.take(to, host);
    if (place == null) {
      attemptFailed(AttemptFailure.OVERFLOW, "");
      return;
    }
    exchange.upstream().attempt(host.host().endpoint(), host.host().address());
    pending.rewind(hasBody);
    Attempt next = new Attempt(this, to, place);
    attempt = next;
    next.begin(pool(to, host), state);
  }

  private HttpPool pool(LoopCluster to, LoopHost host) {
    DownstreamConnection client = exchange.connection();
    boolean own = to.tellsClients() || client.keptSource() != null;
    @Nullable Carried carried = own ? client.carried() : null;
    return tunnelEndsHere
        ? to.tunnels(host, carried)
        : to.pool(host, exchange.request().version(), exchange.upstream().alpn(), carried);
  }

  // ---- from the client ----

  @Override
  public void data(ByteBuf data, boolean end) {
    RequestBody pending = body;
    if (pending == null || over) {
      data.release();
      return;
    }
    if (cluster != null) {
      cluster.counters().bytesSent.add(data.readableBytes());
    }
    if (mirrors != null) {
      mirrors.data(data, end);
    }
    pending.add(data, end);
    pump(pending);
    if (end) {
      startTimeout();
    }
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    RequestBody pending = body;
    if (pending != null && !over) {
      if (mirrors != null) {
        mirrors.end();
      }
      pending.end(trailers);
      pump(pending);
      startTimeout();
    }
  }

  private void pump(RequestBody pending) {
    @Nullable ClientStream to = attempt == null ? null : attempt.stream();
    if (to != null && mayFollow()) {
      pending.sendTo(to);
      if (attempt != null) {
        attempt.touch();
      }
      if (!over && !to.writable()) {
        exchange.pauseReading(true);
      }
    } else if (pending.full()) {
      exchange.pauseReading(true);
    }
  }

  /** Whether the body may be sent: what follows a switch of protocols waits for it. */
  private boolean mayFollow() {
    return switched || !exchange.request().tunnels();
  }

  @Override
  public void reset() {
    if (over) {
      return;
    }
    over = true;
    deadlines.cancel();
    if (backoff != null) {
      backoff.cancel(false);
    }
    if (mirrors != null) {
      mirrors.clientGone();
    }
    if (attempt != null) {
      attempt.abandon();
    }
    if (retries != null) {
      retries.release();
    }
    if (body != null) {
      body.release();
    }
  }

  @Override
  public void writabilityChanged() {
    @Nullable ClientStream from = attempt == null ? null : attempt.stream();
    if (from != null) {
      from.pauseReading(!exchange.writable());
    }
  }

  // ---- from the attempt ----

  LoopTimers timers() {
    return exchange.worker().timers();
  }

  void attemptReady(ClientStream stream, Channel channel, boolean reused) {
    RequestBody pending = body;
    if (over || pending == null || plan == null || retries == null) {
      stream.cancel();
      return;
    }
    exchange.upstream().localAddress(channel.localAddress());
    exchange.upstream().identity(TlsLayer.peer(channel));
    RequestHead head = plan.forAttempt(exchange);
    // an upgrade's head is not the end of what goes upstream, but has no body of its own
    stream.head(head, !hasBody || head.tunnels());
    if (!retries.possible(reused)) {
      pending.stopKeeping();
    }
    if (mayFollow()) {
      pending.sendTo(stream);
    }
    exchange.pauseReading(!stream.writable());
  }

  void upstreamWritabilityChanged() {
    @Nullable ClientStream to = attempt == null ? null : attempt.stream();
    if (to != null) {
      exchange.pauseReading(!to.writable());
    }
  }

  void attemptFailed(AttemptFailure failure, String detail) {
    attempt = null;
    exchange.upstream().failure(detail);
    if (over) {
      return;
    }
    if (retries != null && body != null && body.replayable()) {
      switch (retries.after(failure)) {
        case RetryState.Decision.Retry(Duration pause) -> {
          again(pause);
          return;
        }
        case RetryState.Decision.Exhausted() -> exchange.record().flag("URX");
        case RetryState.Decision.No() -> {
          // the failure is the answer
        }
      }
    }
    exchange.fail(failure.error(), detail.isEmpty() ? "" : ", transport failure reason: " + detail);
  }

  private void again(Duration pause) {
    backoff =
        exchange.worker().loop().schedule(this::attempt, pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  void informational(ResponseHead head) {
    exchange.respondInformational(head);
  }

  void responded(ResponseHead head, boolean end) {
    if (over || plan == null || retries == null) {
      return;
    }
    if (body != null && body.replayable() && !head.switchesProtocol()) {
      switch (retries.after(head)) {
        case RetryState.Decision.Retry(Duration pause) -> {
          if (attempt != null) {
            attempt.abandon();
            attempt = null;
          }
          again(pause);
          return;
        }
        case RetryState.Decision.Exhausted() -> exchange.record().flag("URX");
        case RetryState.Decision.No() -> {
          // the response is the answer
        }
      }
    }
    retries.release();
    if (body != null) {
      body.stopKeeping();
    }
    if (!suppressEnvoyHeaders) {
      long millis = (System.nanoTime() - exchange.startNanos()) / NANOS_PER_MILLI;
      head.headers().set("x-envoy-upstream-service-time", Long.toString(millis));
    }
    hash.cookies().forEach(cookie -> head.headers().add("set-cookie", cookie));
    plan.changeResponse(exchange, head);
    if (head.switchesProtocol()) {
      deadlines.cancelTotal();
      switched = true;
    }
    exchange.respond(head, end);
    if (switched && body != null && !over) {
      pump(body);
    }
  }

  void responseData(ByteBuf data, boolean end) {
    exchange.respondData(data, end);
    @Nullable ClientStream from = attempt == null ? null : attempt.stream();
    if (!end && !over && from != null && !exchange.writable()) {
      from.pauseReading(true);
    }
  }

  void responseTrailers(HttpHeaders trailers) {
    exchange.respondTrailers(trailers);
  }

  void responseStalled() {
    attempt = null;
    exchange.fail(ProxyError.PER_TRY_IDLE_TIMEOUT, "");
  }

  void responseBroken(StreamFailure failure) {
    attempt = null;
    exchange.fail(AttemptFailure.duringResponse(failure), "");
  }
}
