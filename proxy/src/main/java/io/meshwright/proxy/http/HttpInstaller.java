package io.meshwright.proxy.http;

import io.meshwright.proxy.http.codec.ConnectionDrain;
import io.meshwright.proxy.http.codec.Http1Limits;
import io.meshwright.proxy.http.codec.Http1ServerConnection;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.RequestListener;
import io.meshwright.proxy.http.codec.ServerStream;
import io.meshwright.proxy.http.error.ProxyError;
import io.meshwright.proxy.http.filter.HttpChain;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.listener.ChainInstaller;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.listener.DrainEvent;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.worker.Worker;
import io.meshwright.proxy.worker.Workers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Serves the connections of a chain that ends in an HTTP connection manager. */
public final class HttpInstaller implements ChainInstaller {
  private final HttpChain chain;
  private final Workers workers;
  private final BooleanSupplier processDraining;
  private final RequestPreparation preparation;

  /**
   * An installer for one chain.
   *
   * @param processDraining whether the process is about to end
   * @param requestIds makes ids of requests
   */
  public HttpInstaller(
      HttpChain chain,
      Workers workers,
      BooleanSupplier processDraining,
      Supplier<String> requestIds) {
    this.chain = chain;
    this.workers = workers;
    this.processDraining = processDraining;
    this.preparation = new RequestPreparation(chain.manager(), requestIds);
  }

  /** HTTP/2 is never agreed on: it is not spoken here. */
  @Override
  public List<String> speaks(List<String> alpn) {
    return alpn.stream().filter(name -> !name.equals("h2") && !name.equals("istio-h2")).toList();
  }

  @Override
  public void install(Channel channel, DownstreamConnection connection) {
    HttpConnectionManager manager = chain.manager();
    Worker worker = workers.of(channel.eventLoop());
    channel.pipeline().addLast(new DrainTranslator());
    Http1ServerConnection.install(
        channel,
        new Http1ServerConnection.Settings(
            new Http1Limits(manager.maxRequestHeadersBytes(), manager.common().maxHeaders()),
            connection.tls() ? "https" : "http",
            manager.http1().acceptHttp10(),
            manager.common().maxRequestsPerConnection(),
            manager.common().idleTimeout(),
            manager.timeouts().requestHeaders()),
        new Requests(connection, worker));
  }

  /** Starts an exchange for each request of a connection. */
  private final class Requests implements Http1ServerConnection.Handler {
    private final DownstreamConnection connection;
    private final Worker worker;

    Requests(DownstreamConnection connection, Worker worker) {
      this.connection = connection;
      this.worker = worker;
    }

    @Override
    public RequestListener request(RequestHead head, boolean end, ServerStream stream) {
      boolean fit = preparation.prepare(head, connection);
      HttpExchange exchange = new HttpExchange(chain, connection, worker, head, stream);
      if (fit) {
        exchange.begin(end);
      } else {
        exchange.fail(ProxyError.PATH_REFUSED, "");
      }
      return exchange;
    }

    @Override
    public boolean draining() {
      return connection.draining().raised() || processDraining.getAsBoolean();
    }

    @Override
    public void refused(int status, String reason) {
      worker.metrics().requestsRefused.increment();
    }
  }

  /** Turns the listener's word for the end into the codec's. */
  private static final class DrainTranslator extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      ctx.fireUserEventTriggered(event == DrainEvent.INSTANCE ? ConnectionDrain.BEGIN : event);
    }
  }
}
