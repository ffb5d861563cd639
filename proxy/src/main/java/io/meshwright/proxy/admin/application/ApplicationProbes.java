package io.meshwright.proxy.admin.application;

import io.meshwright.proxy.admin.application.HttpFetch.Fetched;
import io.meshwright.proxy.admin.server.PageRequest;
import io.meshwright.proxy.admin.server.Pages;
import io.meshwright.proxy.admin.server.Reply;
import io.meshwright.proxy.config.Application;
import io.meshwright.proxy.config.ApplicationProbe;
import io.meshwright.proxy.config.ApplicationProbe.Grpc;
import io.meshwright.proxy.config.ApplicationProbe.Http;
import io.meshwright.proxy.config.ApplicationProbe.Tcp;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Makes the probes and hooks that the kubelet asks for (istio-features I30): the status of the
 * application's answer is passed on with the beginning of its body, a redirect to elsewhere counts
 * as success, and whatever fails is 500.
 */
public final class ApplicationProbes implements Pages {
  private static final Logger LOG = System.getLogger(ApplicationProbes.class.getName());

  /** What the kubelet reads of it. */
  private static final int MOST_BODY_BYTES = 10 * 1024;

  /** A pod has a few containers with a few probes each; more at once is no kubelet. */
  private static final int MOST_AT_ONCE = 128;

  private static final List<CharSequence> NOT_PASSED_ON =
      List.of(
          HttpHeaderNames.CONNECTION,
          HttpHeaderNames.CONTENT_LENGTH,
          HttpHeaderNames.TE,
          HttpHeaderNames.TRAILER,
          HttpHeaderNames.TRANSFER_ENCODING,
          HttpHeaderNames.UPGRADE);

  private final Map<String, ApplicationProbe> probes;
  private final int statusPort;
  private final PodSockets sockets;
  private int active;

  /**
   * The probes of {@code application}.
   *
   * @param loop what it all runs on, and what {@link #answer} must be called on
   * @param pod the pod's first address
   * @param statusPort the port that the kubelet asks on
   */
  public ApplicationProbes(
      Application application, EventLoop loop, InetAddress pod, int statusPort) {
    this.probes = application.probes();
    this.statusPort = statusPort;
    this.sockets = new PodSockets(loop, pod);
  }

  /** Whether a path is one of a probe or hook, be there one or not. */
  public static boolean owns(String path) {
    return path.startsWith("/app-health/") || path.startsWith("/app-lifecycle/");
  }

  @Override
  public CompletableFuture<Reply> answer(PageRequest request) {
    ApplicationProbe probe = probes.get(request.path());
    if (probe == null) {
      return CompletableFuture.completedFuture(Reply.notFound(request.path()));
    }
    if (!request.method().equals("GET")) {
      return CompletableFuture.completedFuture(Reply.methodNotAllowed("GET"));
    }
    if (active >= MOST_AT_ONCE) {
      return CompletableFuture.completedFuture(Reply.text(503, "too many probes at once\n"));
    }
    active++;
    HttpHeaders kubelet = request.headers();
    String path = request.path();
    return switch (probe) {
      case Http http ->
          settle(path, HttpFetch.start(sockets, get(http, kubelet)), ApplicationProbes::passOn);
      case Tcp tcp -> settle(path, connect(tcp), _ -> Reply.text(200, ""));
      case Grpc grpc -> {
        String userAgent = kubelet.get(HttpHeaderNames.USER_AGENT, "");
        yield settle(path, HealthCall.start(sockets, grpc, userAgent), _ -> Reply.text(200, ""));
      }
    };
  }

  /** Failures become 500; who no longer waits for the reply ends the attempt. */
  private <T> CompletableFuture<Reply> settle(
      String path, CompletableFuture<T> attempt, Function<T, Reply> success) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    attempt.whenComplete(
        (result, failure) -> {
          active--;
          if (failure == null) {
            reply.complete(success.apply(result));
          } else if (!(failure instanceof CancellationException)) {
            LOG.log(Level.DEBUG, "probe {0} failed: {1}", path, failure);
            reply.complete(Reply.text(500, "probe failed: " + failure.getMessage() + "\n"));
          }
        });
    reply.whenComplete((_, _) -> attempt.cancel(false));
    return reply;
  }

  private static Reply passOn(Fetched fetched) {
    // a redirect without a location would be malformed, and the kubelet must not follow one
    return fetched.redirects() ? Reply.text(200, "") : Reply.text(fetched.status(), fetched.body());
  }

  private HttpFetch.Request get(Http probe, HttpHeaders kubelet) {
    HttpHeaders headers = new DefaultHttpHeaders().set(kubelet);
    NOT_PASSED_ON.forEach(headers::remove);
    for (ApplicationProbe.Header header : probe.headers()) {
      if (!kubelet.contains(header.name())) {
        headers.add(header.name(), header.value());
      }
    }
    headers.set(HttpHeaderNames.HOST, host(headers.get(HttpHeaderNames.HOST, ""), probe));
    return new HttpFetch.Request(
        sockets.pod(probe.port()),
        probe.tls(),
        probe.path(),
        headers,
        probe.timeout(),
        MOST_BODY_BYTES);
  }

  /** The host that the kubelet named, with the application's port in place of the proxy's. */
  private String host(String named, Http probe) {
    if (named.isEmpty()) {
      return sockets.pod(probe.port()).authority();
    }
    String own = ":" + statusPort;
    return named.endsWith(own)
        ? named.substring(0, named.length() - own.length()) + ":" + probe.port()
        : named;
  }

  private CompletableFuture<ChannelFuture> connect(Tcp probe) {
    CompletableFuture<ChannelFuture> opened = new CompletableFuture<>();
    ChannelFuture connecting =
        sockets.connect(
            sockets.pod(probe.port()), probe.timeout(), new ChannelInboundHandlerAdapter());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            opened.complete(connecting);
          } else {
            opened.completeExceptionally(done.cause());
          }
        });
    opened.whenComplete((_, _) -> connecting.channel().close());
    return opened;
  }
}
