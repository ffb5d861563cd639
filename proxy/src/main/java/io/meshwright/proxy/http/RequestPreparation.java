package io.meshwright.proxy.http;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.route.Authority;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.tls.PeerIdentity;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the connection manager does to each request of a connection before its route is chosen. */
final class RequestPreparation {
  private static final String FORWARDED_FOR = "x-forwarded-for";
  private static final String FORWARDED_PROTO = "x-forwarded-proto";
  private static final String CLIENT_CERT = "x-forwarded-client-cert";
  private static final String REQUEST_ID = "x-request-id";

  /**
   * By these, clients inside Envoy's trust would steer its router. Nobody steers ours by headers,
   * so they end here, as Envoy ends those of clients outside.
   */
  private static final List<AsciiString> STEERING =
      Stream.of(
              "expected-rq-timeout-ms",
              "force-trace",
              "hedge-on-per-try-timeout",
              "ip-tags",
              "max-retries",
              "original-url",
              "retriable-header-names",
              "retriable-status-codes",
              "retry-grpc-on",
              "retry-on",
              "upstream-alt-stat-name",
              "upstream-rq-per-try-timeout-ms",
              "upstream-rq-timeout-alt-response",
              "upstream-rq-timeout-ms")
          .map(name -> AsciiString.cached("x-envoy-" + name))
          .toList();

  private final HttpConnectionManager manager;
  private final Supplier<String> requestIds;
  private final DownstreamConnection connection;
  private final @Nullable String address;
  private @Nullable String certificate;

  RequestPreparation(
      HttpConnectionManager manager, Supplier<String> requestIds, DownstreamConnection connection) {
    this.manager = manager;
    this.requestIds = requestIds;
    this.connection = connection;
    @Nullable InetAddress client = connection.client().ip();
    this.address = client == null ? null : client.getHostAddress();
  }

  /** Prepares the head; false if the request must be refused. */
  boolean prepare(RequestHead head) {
    HttpHeaders headers = head.headers();
    if (head.authority().isEmpty()) {
      head.authority(manager.http1().defaultHostForHttp10());
    }
    STEERING.forEach(headers::remove);
    stripPort(head);
    clientAddress(headers);
    clientCertificate(headers);
    if (!headers.contains(FORWARDED_PROTO) || manager.clientAddress().useRemoteAddress()) {
      headers.set(FORWARDED_PROTO, head.scheme());
    }
    if (manager.requestIds().generate() && !headers.contains(REQUEST_ID)) {
      headers.set(REQUEST_ID, requestIds.get());
    }
    if (head.path().isEmpty() || head.path().equals("*")) {
      return true;
    }
    @Nullable String path = PathNormalizer.normalize(head.path(), manager.paths());
    if (path == null) {
      return false;
    }
    head.path(path);
    return true;
  }

  private void stripPort(RequestHead head) {
    String authority = head.authority();
    switch (manager.paths().stripPort()) {
      case NO -> {
        // stays
      }
      case ANY -> head.authority(Authority.withoutPort(authority));
      case MATCHING -> {
        if (authority.endsWith(":" + connection.destination().port())) {
          head.authority(Authority.withoutPort(authority));
        }
      }
    }
  }

  private void clientAddress(HttpHeaders headers) {
    boolean appends =
        manager.clientAddress().useRemoteAddress() && !manager.clientAddress().skipAppend();
    if (appends && address != null) {
      @Nullable String before = headers.get(FORWARDED_FOR);
      headers.set(FORWARDED_FOR, before == null ? address : before + "," + address);
    }
  }

  private void clientCertificate(HttpHeaders headers) {
    @Nullable PeerIdentity peer = connection.peer();
    switch (manager.forwardedCertificate().mode()) {
      case ALWAYS_FORWARD_ONLY -> {
        // stays
      }
      case FORWARD_ONLY -> {
        if (peer == null) {
          headers.remove(CLIENT_CERT);
        }
      }
      case SANITIZE -> headers.remove(CLIENT_CERT);
      case SANITIZE_SET -> {
        headers.remove(CLIENT_CERT);
        if (peer != null) {
          headers.set(CLIENT_CERT, element(peer));
        }
      }
      case APPEND_FORWARD -> {
        if (peer == null) {
          headers.remove(CLIENT_CERT);
        } else {
          @Nullable String before = headers.get(CLIENT_CERT);
          String own = element(peer);
          headers.set(CLIENT_CERT, before == null ? own : before + "," + own);
        }
      }
    }
  }

  /** The same for all requests of the connection; it has a hash of the certificate. */
  private String element(PeerIdentity peer) {
    String made = certificate;
    if (made == null) {
      made = ClientCertElement.of(peer, manager.forwardedCertificate());
      certificate = made;
    }
    return made;
  }
}
