package io.meshwright.proxy.admin.application;

import io.meshwright.proxy.admin.application.PodSockets.Target;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One GET of a page of the application, over HTTP/1.1 and a connection of its own, as the kubelet
 * asks: certificates are not verified, redirects are followed on the same host only. Belongs to the
 * event loop of its sockets. Ends, and closes what is open, when the result is completed: by an
 * answer, a failure, the timeout or a cancellation.
 */
final class HttpFetch {
  private static final int MOST_REDIRECTS = 10;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final PodSockets sockets;
  private final Request request;
  private final CompletableFuture<Fetched> result = new CompletableFuture<>();
  private @Nullable Channel channel;
  private int redirects;

  /**
   * What to get.
   *
   * @param uri path and query, with a slash in front
   * @param headers with a {@code host}; owned by the fetch from now on
   * @param timeout for all of it, redirects included
   * @param mostBytes how much of the body is kept
   */
  record Request(
      Target target,
      boolean tls,
      String uri,
      HttpHeaders headers,
      Duration timeout,
      int mostBytes) {}

  /**
   * What came back.
   *
   * @param complete whether {@code body} is all of it
   */
  record Fetched(
      int status, String contentType, @Nullable String location, String body, boolean complete) {

    boolean redirects() {
      return status >= 300 && status < 400;
    }
  }

  private HttpFetch(PodSockets sockets, Request request) {
    this.sockets = sockets;
    this.request = request;
  }

  /** Begins; to be called on the event loop. */
  static CompletableFuture<Fetched> start(PodSockets sockets, Request request) {
    HttpFetch fetch = new HttpFetch(sockets, request);
    Future<?> timer =
        sockets
            .loop()
            .schedule(fetch::timeOut, request.timeout().toMillis(), TimeUnit.MILLISECONDS);
    fetch.result.whenComplete(
        (_, _) -> {
          timer.cancel(false);
          fetch.hangUp();
        });
    request.headers().set(HttpHeaderNames.CONNECTION, "close");
    fetch.dial(request.target(), request.tls(), request.uri());
    return fetch.result;
  }

  private void timeOut() {
    result.completeExceptionally(new TimeoutException("no answer after " + request.timeout()));
  }

  private void hangUp() {
    if (channel != null) {
      var _ = channel.close();
    }
  }

  private void dial(Target target, boolean tls, String uri) {
    CompletableFuture<Fetched> answer = new CompletableFuture<>();
    ChannelFuture connected =
        sockets.connect(
            target,
            request.timeout(),
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel made) throws SSLException {
                if (tls) {
                  made.pipeline().addLast(anyCertificate().newHandler(made.alloc()));
                }
                made.pipeline()
                    .addLast(new HttpClientCodec(), new FetchHandler(request.mostBytes(), answer));
              }
            });
    channel = connected.channel();
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            answer.completeExceptionally(done.cause());
          } else {
            var _ = connected.channel().writeAndFlush(get(uri));
          }
        });
    answer.whenComplete(
        (fetched, failure) -> {
          if (failure != null) {
            result.completeExceptionally(failure);
          } else {
            settle(new Hop(target, tls, uri), fetched);
          }
        });
  }

  private FullHttpRequest get(String uri) {
    FullHttpRequest get =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.GET, uri, Unpooled.EMPTY_BUFFER);
    get.headers().set(request.headers());
    return get;
  }

  private static SslContext anyCertificate() throws SSLException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.JDK)
        .trustManager(InsecureTrustManagerFactory.INSTANCE)
        .endpointIdentificationAlgorithm(null)
        .build();
  }

  private record Hop(Target target, boolean tls, String uri) {
    URI absolute() {
      return URI.create((tls ? "https://" : "http://") + target.authority() + uri);
    }
  }

  private void settle(Hop hop, Fetched fetched) {
    String location = fetched.location();
    if (!fetched.redirects() || location == null || result.isDone()) {
      result.complete(fetched);
      return;
    }
    URI from;
    URI to;
    try {
      from = hop.absolute();
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      result.completeExceptionally(new IOException("malformed location: " + location, e));
      return;
    }
    String scheme = to.getScheme();
    if (!from.getHost().equals(to.getHost())
        || !("http".equals(scheme) || "https".equals(scheme))) {
      result.complete(fetched);
    } else if (++redirects > MOST_REDIRECTS) {
      result.completeExceptionally(new IOException("more than 10 redirects"));
    } else {
      hangUp();
      follow(hop, to, URI.create(location).isAbsolute());
    }
  }

  private void follow(Hop hop, URI to, boolean otherAuthority) {
    boolean tls = "https".equals(to.getScheme());
    int port = to.getPort() >= 0 ? to.getPort() : tls ? HTTPS_PORT : HTTP_PORT;
    if (otherAuthority) {
      request.headers().set(HttpHeaderNames.HOST, to.getRawAuthority());
    }
    String path = to.getRawPath().isEmpty() ? "/" : to.getRawPath();
    dial(
        hop.target().withPort(port),
        tls,
        to.getRawQuery() == null ? path : path + "?" + to.getRawQuery());
  }
}
