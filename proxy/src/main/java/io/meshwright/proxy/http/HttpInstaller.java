package io.meshwright.proxy.http;

import io.meshwright.proxy.http.codec.ConnectionDrain;
import io.meshwright.proxy.http.codec.Http1Limits;
import io.meshwright.proxy.http.codec.Http1ServerConnection;
import io.meshwright.proxy.http.codec.Http2ServerConnection;
import io.meshwright.proxy.http.codec.ProtocolChoice;
import io.meshwright.proxy.http.codec.RequestHandler;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.RequestListener;
import io.meshwright.proxy.http.codec.ServerStream;
import io.meshwright.proxy.http.codec.WireVersion;
import io.meshwright.proxy.http.error.ProxyError;
import io.meshwright.proxy.http.filter.HttpChain;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.listener.ChainInstaller;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.listener.DrainEvent;
import io.meshwright.proxy.overload.Overload;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.HttpProtocol;
import io.meshwright.proxy.telemetry.FilterMetric;
import io.meshwright.proxy.worker.Worker;
import io.meshwright.proxy.worker.Workers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the connections of a chain that ends in an HTTP connection manager. */
public final class HttpInstaller implements ChainInstaller {
  /** As ALPN and the HTTP inspector name it. */
  private static final Set<String> HTTP_2_NAMES = Set.of("h2", "h2c", "istio-h2");

  private static final Set<String> HTTP_1_NAMES =
      Set.of("http/1.0", "http/1.1", "istio-http/1.0", "istio-http/1.1");

  private final HttpChain chain;
  private final Workers workers;
  private final BooleanSupplier processDraining;
  private final Supplier<String> requestIds;
  private final Overload overload;

  /**
   * An installer for one chain.
   *
   * @param processDraining whether the process is about to end
   * @param requestIds makes ids of requests
   * @param overload refuses requests when memory or time run short
   */
  public HttpInstaller(
      HttpChain chain,
      Workers workers,
      BooleanSupplier processDraining,
      Supplier<String> requestIds,
      Overload overload) {
    this.chain = chain;
    this.workers = workers;
    this.processDraining = processDraining;
    this.requestIds = requestIds;
    this.overload = overload;
  }

  @Override
  public List<String> speaks(List<String> alpn) {
    return chain.manager().codec() == HttpConnectionManager.Codec.HTTP1
        ? alpn.stream().filter(name -> !HTTP_2_NAMES.contains(name)).toList()
        : alpn;
  }

  @Override
  public boolean halfCloses() {
    return false;
  }

  @Override
  public void install(Channel channel, DownstreamConnection connection) {
    channel.pipeline().addLast(new DrainTranslator(chain.manager().common()));
    switch (chain.manager().codec()) {
      case HTTP1 -> install(channel, connection, WireVersion.HTTP_1_1);
      case HTTP2 -> install(channel, connection, WireVersion.HTTP_2);
      case AUTO -> {
        if (HTTP_2_NAMES.contains(connection.protocol())) {
          install(channel, connection, WireVersion.HTTP_2);
        } else if (HTTP_1_NAMES.contains(connection.protocol())) {
          install(channel, connection, WireVersion.HTTP_1_1);
        } else {
          channel
              .pipeline()
              .addLast(
                  new ProtocolChoice(
                      chain.manager().common().idleTimeout(),
                      version -> install(channel, connection, version)));
          channel.config().setAutoRead(true);
        }
      }
    }
  }

  private void install(Channel channel, DownstreamConnection connection, WireVersion version) {
    HttpConnectionManager manager = chain.manager();
    String scheme = connection.tls() ? "https" : "http";
    Worker worker = workers.of(channel.eventLoop());
    Requests requests = new Requests(connection, worker);
    switch (version) {
      case HTTP_2 ->
          Http2ServerConnection.install(
              channel,
              new Http2ServerConnection.Settings(
                  manager.maxRequestHeadersBytes(),
                  manager.common().maxHeaders(),
                  manager.http2(),
                  scheme,
                  manager.common().maxRequestsPerConnection(),
                  manager.common().idleTimeout(),
                  manager.timeouts().drain()),
              worker.random(),
              requests);
      case HTTP_1_0, HTTP_1_1 ->
          Http1ServerConnection.install(
              channel,
              new Http1ServerConnection.Settings(
                  new Http1Limits(manager.maxRequestHeadersBytes(), manager.common().maxHeaders()),
                  scheme,
                  manager.http1().acceptHttp10(),
                  manager.common().maxRequestsPerConnection(),
                  manager.common().idleTimeout(),
                  manager.timeouts().requestHeaders()),
              requests);
    }
  }

  /** Starts an exchange for each request of a connection. */
  private final class Requests implements RequestHandler {
    private final DownstreamConnection connection;
    private final RequestPreparation preparation;
    private final Worker worker;

    Requests(DownstreamConnection connection, Worker worker) {
      this.connection = connection;
      this.preparation = new RequestPreparation(chain.manager(), requestIds, connection);
      this.worker = worker;
    }

    @Override
    public RequestListener request(RequestHead head, boolean end, ServerStream stream) {
      if (overload.refusesRequest(worker.random())) {
        return overloaded(new HttpExchange(chain, connection, worker, head, stream));
      }
      boolean fit = preparation.prepare(head);
      HttpExchange exchange = new HttpExchange(chain, connection, worker, head, stream);
      if (fit) {
        exchange.begin(end);
      } else {
        exchange.fail(ProxyError.PATH_REFUSED, "");
      }
      return exchange;
    }

    private HttpExchange overloaded(HttpExchange exchange) {
      worker.metrics().filter(FilterMetric.overloaded(chain.manager().statPrefix())).increment();
      exchange.fail(ProxyError.OVERLOADED, "");
      return exchange;
    }

    @Override
    public boolean draining() {
      return connection.draining().raised()
          || processDraining.getAsBoolean()
          || overload.endsKeepAlive(worker.random());
    }

    @Override
    public void refused(int status, String reason) {
      worker.metrics().requestsRefused.increment();
    }
  }

  /** Turns the listener's word for the end, and the connection's old age, into the codec's. */
  private static final class DrainTranslator extends ChannelInboundHandlerAdapter {
    private final HttpProtocol.Common limits;
    private @Nullable ScheduledFuture<?> oldAge;

    DrainTranslator(HttpProtocol.Common limits) {
      this.limits = limits;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      Duration age = limits.maxConnectionDuration();
      if (age != null && age.isPositive()) {
        oldAge =
            ctx.executor()
                .schedule(
                    () -> ctx.fireUserEventTriggered(ConnectionDrain.BEGIN),
                    age.toMillis(),
                    TimeUnit.MILLISECONDS);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (oldAge != null) {
        oldAge.cancel(false);
      }
      ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      ctx.fireUserEventTriggered(
          event instanceof DrainEvent drain
              ? switch (drain) {
                case ANNOUNCED -> ConnectionDrain.ANNOUNCE;
                case BEGUN -> ConnectionDrain.BEGIN;
              }
              : event);
    }
  }
}
