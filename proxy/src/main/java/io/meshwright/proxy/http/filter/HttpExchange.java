package io.meshwright.proxy.http.filter;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.RequestListener;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.meshwright.proxy.http.codec.ServerStream;
import io.meshwright.proxy.http.error.LocalReply;
import io.meshwright.proxy.http.error.ProxyError;
import io.meshwright.proxy.http.route.ClusterChoice;
import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.metadata.RequestMetadata;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.FilterOverrides.Change.Settings;
import io.meshwright.proxy.snapshot.HttpConnectionManager.RouteSource;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RouteFilterConfig;
import io.meshwright.proxy.telemetry.WorkloadMetadata;
import io.meshwright.proxy.worker.IdleTimer;
import io.meshwright.proxy.worker.ServingConfig;
import io.meshwright.proxy.worker.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from head to completion. Runs the filters, keeps what they and the
 * telemetry need to know, and guards that exactly one response goes out. Belongs to one event loop.
 *
 * <p>Buffers pass through: whoever is given one last (router, codec) releases it.
 */
public final class HttpExchange implements RequestListener {
  private static final int SERVICE_UNAVAILABLE = 503;

  private final HttpChain chain;
  private final DownstreamConnection connection;
  private final Worker worker;
  private final ServingConfig config;
  private final RequestHead request;
  private final ServerStream stream;
  private final long startNanos = System.nanoTime();
  private final long startMillis;
  private final FilterPath path = new FilterPath(this);
  private final UpstreamInfo upstream = new UpstreamInfo();
  private final ExchangeRecord record = new ExchangeRecord();
  private final RequestMetadata metadata = new RequestMetadata();
  private final String originalPath;
  private RouteTable.@Nullable Found route;
  private @Nullable ClusterChoice choice;
  private @Nullable WorkloadMetadata downstreamPeer;
  private @Nullable ResponseHead response;
  private @Nullable IdleTimer idle;
  private boolean completed;

  /** An exchange that has not begun. */
  public HttpExchange(
      HttpChain chain,
      DownstreamConnection connection,
      Worker worker,
      RequestHead request,
      ServerStream stream) {
    this.chain = chain;
    this.connection = connection;
    this.worker = worker;
    this.config = worker.config();
    this.request = request;
    this.originalPath = request.path();
    this.stream = stream;
    this.startMillis = System.currentTimeMillis();
  }

  /** Chooses the route and runs the filters; {@code end} if the request has no body. */
  public void begin(boolean end) {
    findRoute();
    path.begin(end);
  }

  /**
   * Chooses the route again, by what the request and its metadata are now; the filters that the
   * request has not reached follow the new one.
   */
  public void chooseRoute() {
    findRoute();
    path.reopen();
  }

  private void findRoute() {
    RouteTable table = routes();
    RouteTable.Found found = table == null ? null : table.find(request, metadata, worker.random());
    route = found;
    choice =
        found != null && found.route().action() instanceof RouteAction.Forward forward
            ? ClusterChoice.of(forward.target(), worker.random())
            : null;
    if (idle != null) {
      idle.cancel();
    }
    idle = new IdleTimer(worker.timers(), streamIdle(), this::expire);
  }

  /** Lets a request go on that a filter made wait; does nothing once the exchange is over. */
  public void resume() {
    path.resume();
  }

  /** Whether the whole request was received. */
  public boolean requestEnded() {
    return path.requestEnded();
  }

  private @Nullable RouteTable routes() {
    return switch (chain.manager().routes()) {
      case RouteSource.Inline _ -> chain.inlineRoutes();
      case RouteSource.Discovered(String name) -> config.routes().get(name);
    };
  }

  private Duration streamIdle() {
    if (route != null && route.route().action() instanceof RouteAction.Forward forward) {
      Duration own = forward.times().idle();
      if (own != null) {
        return own;
      }
    }
    return chain.manager().timeouts().streamIdle();
  }

  private void expire() {
    if (response == null) {
      fail(ProxyError.STREAM_IDLE, "");
    } else {
      record.fail(ProxyError.STREAM_IDLE);
      abort();
    }
  }

  // ---- what follows the request's head ----

  @Override
  public void data(ByteBuf data, boolean end) {
    record.received(data.readableBytes());
    touch();
    if (completed) {
      data.release();
    } else {
      path.data(data, end);
    }
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    if (!completed) {
      path.trailers(trailers);
    }
  }

  @Override
  public void reset() {
    if (!completed) {
      if (response == null || !record.responseComplete()) {
        record.fail(ProxyError.DOWNSTREAM_GONE);
      }
      complete();
    }
  }

  @Override
  public void writabilityChanged() {
    if (!completed) {
      path.writabilityChanged();
    }
  }

  // ---- for filters and the router ----

  /** Answers the request with an error, or breaks the response off if it has begun. */
  public void fail(ProxyError error, String detail) {
    fail(error, detail, SERVICE_UNAVAILABLE);
  }

  /** Like {@link #fail(ProxyError, String)}, with the route's status for a missing cluster. */
  public void fail(ProxyError error, String detail, int missingClusterStatus) {
    record.fail(error);
    if (response != null) {
      abort();
    } else {
      answer(LocalReply.of(error, detail, missingClusterStatus, request));
    }
  }

  /** Answers the request here. */
  public void answer(LocalReply reply) {
    boolean bodyless = reply.body().isEmpty();
    respond(reply.head(), bodyless);
    if (!bodyless) {
      respondData(ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, reply.body()), true);
    }
  }

  /** Passes a 1xx head on. */
  public void respondInformational(ResponseHead head) {
    if (!completed && response == null) {
      stream.informational(head);
    }
  }

  /** Sends the response's head through the filters to the client. */
  public void respond(ResponseHead head, boolean end) {
    if (completed || response != null) {
      return;
    }
    response = head;
    touch();
    path.response(head, end);
    ResponseFinish.apply(chain.manager(), request, head);
    if (end) {
      record.responseEnded();
    }
    stream.head(head, end);
    if (end) {
      complete();
    }
  }

  /** Sends a piece of the response's body and takes over the buffer. */
  public void respondData(ByteBuf data, boolean end) {
    if (completed) {
      data.release();
      return;
    }
    touch();
    ByteBuf piece = path.responseData(data, end);
    if (completed || (!end && !piece.isReadable())) {
      piece.release();
      return;
    }
    record.sent(piece.readableBytes());
    if (end) {
      record.responseEnded();
    }
    stream.data(piece, end);
    if (end) {
      complete();
    }
  }

  /** Sends trailers, which end the response. */
  public void respondTrailers(HttpHeaders trailers) {
    if (!completed) {
      for (ByteBuf rest : path.responseEnd(trailers)) {
        record.sent(rest.readableBytes());
        stream.data(rest, false);
      }
      record.trailers(trailers);
      record.responseEnded();
      stream.trailers(trailers);
      complete();
    }
  }

  /** Breaks the response off. */
  public void abort() {
    if (!completed) {
      stream.reset();
      complete();
    }
  }

  private void complete() {
    if (completed) {
      return;
    }
    completed = true;
    record.finished(System.nanoTime() - startNanos);
    if (idle != null) {
      idle.cancel();
    }
    path.complete();
    chain.accessLog().log(new ExchangeValues(this), worker.metrics());
  }

  /** Something moved: the stream is not idle. */
  public void touch() {
    if (idle != null) {
      idle.touch();
    }
  }

  /** Whether the client takes more. */
  public boolean writable() {
    return stream.writable();
  }

  /** Stops or resumes reading the request's body. */
  public void pauseReading(boolean paused) {
    stream.pauseReading(paused);
  }

  public boolean completed() {
    return completed;
  }

  public HttpChain chain() {
    return chain;
  }

  public DownstreamConnection connection() {
    return connection;
  }

  public Worker worker() {
    return worker;
  }

  public RequestHead request() {
    return request;
  }

  /** The client's address, as trusted proxies tell it; absent for one on a Unix socket. */
  public @Nullable InetAddress clientAddress() {
    return TrustedClient.address(
        request.headers(), chain.manager().clientAddress(), connection.client());
  }

  /** The path as it came, before any rewrite. */
  public String originalPath() {
    return originalPath;
  }

  /** The response's head; absent until it is sent. */
  public @Nullable ResponseHead response() {
    return response;
  }

  /** The route; absent if none takes the request. */
  public RouteTable.@Nullable Found route() {
    return route;
  }

  /** The cluster that the route chose for this request; absent if it forwards nowhere. */
  public @Nullable ClusterChoice choice() {
    return choice;
  }

  /** What the innermost level of the route says of a filter; absent if none does. */
  FilterOverrides.@Nullable Change override(String filter) {
    FilterOverrides.Change chosen = choice == null ? null : choice.filters().of(filter);
    return chosen != null || route == null ? chosen : route.override(filter);
  }

  /** The settings that the levels of the route give a filter, the innermost first. */
  public List<RouteFilterConfig> settings(String filter) {
    List<RouteFilterConfig> settings = new ArrayList<>();
    if (choice != null && choice.filters().of(filter) instanceof Settings(var config)) {
      settings.add(config);
    }
    if (route != null) {
      settings.addAll(route.settings(filter));
    }
    return settings;
  }

  public UpstreamInfo upstream() {
    return upstream;
  }

  public ExchangeRecord record() {
    return record;
  }

  /** What filters tell later ones. */
  public RequestMetadata metadata() {
    return metadata;
  }

  /** Who the client said it is; absent if it did not. */
  public @Nullable WorkloadMetadata downstreamPeer() {
    return downstreamPeer;
  }

  public void downstreamPeer(WorkloadMetadata value) {
    downstreamPeer = value;
  }

  /** When the request came: milliseconds since 1970. */
  public long startMillis() {
    return startMillis;
  }

  /** When the request came, on the clock of durations. */
  public long startNanos() {
    return startNanos;
  }
}
