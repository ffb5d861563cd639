package io.meshwright.proxy.xds.parse;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.meshwright.proxy.snapshot.SecretNames;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.snapshot.TransportSocket.Certificate;
import io.meshwright.proxy.snapshot.TransportSocket.ClientTls;
import io.meshwright.proxy.snapshot.TransportSocket.Raw;
import io.meshwright.proxy.snapshot.TransportSocket.ServerTls;
import io.meshwright.proxy.snapshot.TransportSocket.TlsContext;
import io.meshwright.proxy.snapshot.TransportSocket.TlsParameters;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;

/** Raw and TLS transport sockets. */
final class TransportSocketParser {
  private static final String PACKAGE = "envoy.extensions.transport_sockets.";

  private TransportSocketParser() {}

  static TransportSocket.Downstream downstream(
      io.envoyproxy.envoy.config.core.v3.TransportSocket proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    Where there = where.field("typed_config");
    String type = Values.typeOf(proto.getTypedConfig());
    return switch (type) {
      case PACKAGE + "raw_buffer.v3.RawBuffer" -> new Raw();
      case PACKAGE + "tls.v3.DownstreamTlsContext" -> {
        DownstreamTlsContext tls =
            DownstreamTlsContext.parseFrom(proto.getTypedConfig().getValue());
        TlsContext context =
            context(
                tls.getCommonTlsContext(), there.field("common_tls_context"), TlsProtocol.TLSv1_3);
        boolean require = tls.getRequireClientCertificate().getValue();
        if (require && context.validation() instanceof Validation.None) {
          throw there
              .field("require_client_certificate")
              .error("true without a validation context", "roots to check it against");
        }
        if (context.certificates().isEmpty()) {
          throw there.field("common_tls_context.tls_certificates").error("", "a certificate");
        }
        yield new ServerTls(context, require);
      }
      default -> throw there.error(type, "a supported downstream transport socket");
    };
  }

  static TransportSocket.Upstream upstream(
      io.envoyproxy.envoy.config.core.v3.TransportSocket proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    Where there = where.field("typed_config");
    String type = Values.typeOf(proto.getTypedConfig());
    return switch (type) {
      case PACKAGE + "raw_buffer.v3.RawBuffer" -> new Raw();
      case PACKAGE + "tls.v3.UpstreamTlsContext" -> {
        UpstreamTlsContext tls = UpstreamTlsContext.parseFrom(proto.getTypedConfig().getValue());
        yield new ClientTls(
            context(
                tls.getCommonTlsContext(), there.field("common_tls_context"), TlsProtocol.TLSv1_2),
            tls.getSni());
      }
      case PACKAGE + "proxy_protocol.v3.ProxyProtocolUpstreamTransport" ->
          proxyProtocol(
              ProxyProtocolUpstreamTransport.parseFrom(proto.getTypedConfig().getValue()), there);
      default -> throw there.error(type, "a supported upstream transport socket");
    };
  }

  private static TransportSocket.ProxyProtocol proxyProtocol(
      ProxyProtocolUpstreamTransport proto, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    Where there = where.field("transport_socket");
    TransportSocket.Upstream inner = upstream(proto.getTransportSocket(), there);
    if (inner instanceof TransportSocket.ProxyProtocol) {
      throw there.error("another header", "raw_buffer or tls");
    }
    return new TransportSocket.ProxyProtocol(
        switch (proto.getConfig().getVersion()) {
          case V1 -> 1;
          case V2 -> 2;
          case UNRECOGNIZED ->
              throw where
                  .field("config.version")
                  .error("" + proto.getConfig().getVersionValue(), "V1 or V2");
        },
        inner);
  }

  private static TlsContext context(CommonTlsContext proto, Where where, TlsProtocol maximum)
      throws ConfigException {
    List<Certificate> certificates = new ArrayList<>();
    for (int i = 0; i < proto.getTlsCertificatesCount(); i++) {
      certificates.add(
          new Certificate.Inline(
              SecretParser.identity(
                  proto.getTlsCertificates(i), where.item("tls_certificates", i))));
    }
    for (int i = 0; i < proto.getTlsCertificateSdsSecretConfigsCount(); i++) {
      certificates.add(
          new Certificate.Named(
              secret(
                  proto.getTlsCertificateSdsSecretConfigs(i),
                  where.item("tls_certificate_sds_secret_configs", i))));
    }
    return new TlsContext(
        parameters(proto.getTlsParams(), where.field("tls_params"), maximum),
        certificates,
        ValidationParser.parse(proto, where),
        proto.getAlpnProtocolsList());
  }

  private static TlsParameters parameters(
      io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters proto,
      Where where,
      TlsProtocol maximum)
      throws ConfigException {
    TlsParameters.Version highest =
        version(
            proto.getTlsMaximumProtocolVersion(),
            maximum,
            where.field("tls_maximum_protocol_version"));
    return new TlsParameters(
        version(
            proto.getTlsMinimumProtocolVersion(),
            TlsProtocol.TLSv1_2,
            where.field("tls_minimum_protocol_version")),
        highest,
        proto.getCipherSuitesList(),
        proto.getEcdhCurvesList());
  }

  private static TlsParameters.Version version(TlsProtocol value, TlsProtocol unset, Where where)
      throws ConfigException {
    return switch (value) {
      case TLS_AUTO ->
          unset == TlsProtocol.TLSv1_3
              ? TlsParameters.Version.TLS1_3
              : TlsParameters.Version.TLS1_2;
      case TLSv1_2 -> TlsParameters.Version.TLS1_2;
      case TLSv1_3 -> TlsParameters.Version.TLS1_3;
      case TLSv1_0, TLSv1_1, UNRECOGNIZED -> throw where.error(value.name(), "TLSv1_2 or TLSv1_3");
    };
  }

  /** The name of a secret, once it is known that it can be had. */
  static String secret(SdsSecretConfig proto, Where where) throws ConfigException {
    String name = Values.required(proto.getName(), where.field("name"));
    if (!proto.hasSdsConfig() && !SecretNames.local(name)) {
      // one of the bootstrap's own
      return name;
    }
    boolean local = ConfigSources.local(proto.getSdsConfig(), where.field("sds_config"));
    if (local != SecretNames.local(name)) {
      throw where
          .field("sds_config")
          .error(
              name + (local ? " of sds-grpc" : " of ads"),
              "default and ROOTCA of sds-grpc, all other secrets of ads");
    }
    return name;
  }
}
