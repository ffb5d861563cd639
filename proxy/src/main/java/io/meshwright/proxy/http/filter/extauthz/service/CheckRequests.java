package io.meshwright.proxy.http.filter.extauthz.service;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.listener.DownstreamConnection;
import io.meshwright.proxy.metadata.MetadataValue;
import io.meshwright.proxy.metadata.wire.Structs;
import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.snapshot.ExternalAuthorization.Check;
import io.meshwright.proxy.socket.SocketAddresses;
import io.meshwright.proxy.tls.PeerIdentity;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@code envoy.service.auth.v3.CheckRequest} as Envoy does. */
final class CheckRequests {
  private static final String PARTIAL_BODY = "x-envoy-auth-partial-body";

  private CheckRequests() {}

  static CheckRequest of(Check config, Inquiry inquiry) {
    HttpExchange exchange = inquiry.exchange();
    DownstreamConnection connection = exchange.connection();
    AttributeContext.Builder attributes =
        AttributeContext.newBuilder()
            .setSource(source(config, exchange))
            .setDestination(destination(connection))
            .setRequest(request(config, inquiry))
            .putAllContextExtensions(inquiry.context());
    if (config.tlsSession() && connection.tls() && !connection.serverName().isEmpty()) {
      attributes.setTlsSession(
          AttributeContext.TLSSession.newBuilder().setSni(connection.serverName()));
    }
    Metadata.Builder metadata = Metadata.newBuilder();
    for (String namespace : config.metadata()) {
      MetadataValue.Fields fields = exchange.metadata().of(namespace);
      if (!fields.values().isEmpty()) {
        metadata.putFilterMetadata(namespace, Structs.write(fields));
      }
    }
    return CheckRequest.newBuilder().setAttributes(attributes.setMetadataContext(metadata)).build();
  }

  private static AttributeContext.Peer source(Check config, HttpExchange exchange) {
    AttributeContext.Peer.Builder source =
        AttributeContext.Peer.newBuilder()
            .setAddress(address(exchange.connection().client().address()))
            .setService(exchange.request().headers().get("x-envoy-downstream-service-cluster", ""));
    @Nullable PeerIdentity peer = exchange.connection().peer();
    if (peer != null) {
      source.setPrincipal(peer.principal());
      if (config.certificate()) {
        source.setCertificate(encoded(peer.certificate()));
      }
    }
    return source.build();
  }

  private static AttributeContext.Peer destination(DownstreamConnection connection) {
    AttributeContext.Peer.Builder destination =
        AttributeContext.Peer.newBuilder().setAddress(address(connection.destination().address()));
    @Nullable X509Certificate own = connection.own();
    if (own != null) {
      PeerIdentity.read(own).ifPresent(self -> destination.setPrincipal(self.principal()));
    }
    return destination.build();
  }

  /** URL-encoded PEM. */
  private static String encoded(X509Certificate certificate) {
    try {
      return URLEncoder.encode(
              Pem.encode("CERTIFICATE", certificate.getEncoded()), StandardCharsets.UTF_8)
          .replace("+", "%20");
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was verified", e);
    }
  }

  private static Address address(java.net.SocketAddress address) {
    @Nullable InetAddress ip = SocketAddresses.ip(address);
    Address.Builder written = Address.newBuilder();
    if (ip == null) {
      written.setPipe(Pipe.newBuilder().setPath(SocketAddresses.text(address)));
    } else {
      written.setSocketAddress(
          SocketAddress.newBuilder()
              .setAddress(ip.getHostAddress())
              .setPortValue(SocketAddresses.port(address)));
    }
    return written.build();
  }

  private static AttributeContext.Request request(Check config, Inquiry inquiry) {
    RequestHead head = inquiry.exchange().request();
    AttributeContext.HttpRequest.Builder http =
        AttributeContext.HttpRequest.newBuilder()
            .setId(head.headers().get("x-request-id", ""))
            .setMethod(head.method())
            .setPath(head.path())
            .setHost(head.authority())
            .setScheme(head.scheme())
            .setSize(inquiry.bytes().size())
            .setProtocol(head.version().toString());
    headers(config, inquiry, http);
    Inquiry.@Nullable Body body = inquiry.body();
    if (body != null && body.binary()) {
      http.setRawBody(body.bytes());
    } else if (body != null) {
      http.setBody(body.bytes().toStringUtf8());
    }
    Duration time = Duration.ofMillis(inquiry.exchange().startMillis());
    return AttributeContext.Request.newBuilder()
        .setTime(Timestamp.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano()))
        .setHttp(http)
        .build();
  }

  private static void headers(
      Check config, Inquiry inquiry, AttributeContext.HttpRequest.Builder http) {
    HeaderMap.Builder separate = HeaderMap.newBuilder();
    Map<String, String> joined = new LinkedHashMap<>();
    Sink sink =
        (name, value) -> {
          if (config.separateHeaders()) {
            separate.addHeaders(
                HeaderValue.newBuilder()
                    .setKey(name)
                    .setRawValue(ByteString.copyFrom(value, StandardCharsets.ISO_8859_1)));
          } else {
            joined.merge(name, value, (before, more) -> before + "," + more);
          }
        };
    RequestHead head = inquiry.exchange().request();
    tell(config, ":method", head.method(), sink);
    tell(config, ":scheme", head.scheme(), sink);
    tell(config, ":authority", head.authority(), sink);
    tell(config, ":path", head.path(), sink);
    for (Map.Entry<String, String> header : head.headers()) {
      tell(config, header.getKey().toLowerCase(Locale.ROOT), header.getValue(), sink);
    }
    if (inquiry.body() != null) {
      sink.add(PARTIAL_BODY, Boolean.toString(inquiry.body().partial()));
    }
    if (config.separateHeaders()) {
      http.setHeaderMap(separate);
    } else {
      http.putAllHeaders(joined);
    }
  }

  /** Takes a header. */
  @FunctionalInterface
  private interface Sink {
    void add(String name, String value);
  }

  private static void tell(Check config, String name, String value, Sink sink) {
    boolean told = config.headers().isEmpty() || HttpQuestion.any(config.headers(), name);
    if (told && !HttpQuestion.any(config.withheld(), name)) {
      sink.add(name, value);
    }
  }
}
