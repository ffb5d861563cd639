package io.meshwright.runtime.compile.filter;

import static io.meshwright.runtime.compile.scope.Protobuf.bool;
import static io.meshwright.runtime.compile.scope.Protobuf.duration;
import static io.meshwright.runtime.compile.scope.Protobuf.pack;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.runtime.model.TlsLimits;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.xds.Alpn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Mutual TLS with the mesh's certificates, which each proxy serves itself under the cluster {@code
 * sds-grpc} (istio-features S17, DR20).
 */
public final class MeshTls {

  private static final String SDS_CLUSTER = "sds-grpc";
  private static final String CERTIFICATE = "default";
  private static final String ROOTS = "ROOTCA";

  private static final ConfigSource SDS =
      ConfigSource.newBuilder()
          .setApiConfigSource(
              ApiConfigSource.newBuilder()
                  .setApiType(ApiConfigSource.ApiType.GRPC)
                  .setTransportApiVersion(ApiVersion.V3)
                  .setSetNodeOnFirstMessageOnly(true)
                  .addGrpcServices(
                      GrpcService.newBuilder()
                          .setEnvoyGrpc(
                              GrpcService.EnvoyGrpc.newBuilder().setClusterName(SDS_CLUSTER))))
          .setInitialFetchTimeout(duration(Duration.ZERO))
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  private MeshTls() {}

  /** A socket without encryption. */
  public static TransportSocket raw() {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.raw_buffer")
        .setTypedConfig(pack(RawBuffer.getDefaultInstance()))
        .build();
  }

  /** A socket with TLS of any kind. */
  public static TransportSocket tls(Message context) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(pack(context))
        .build();
  }

  /**
   * The client's side.
   *
   * @param identities names of which the server must prove one; none accepts the whole mesh
   */
  public static TransportSocket client(
      MeshSettings settings, String serverName, Collection<String> identities, boolean http2) {
    List<String> alpn = new ArrayList<>(Alpn.CLIENT_TCP);
    if (http2) {
      alpn.add(Alpn.HTTP_2);
    }
    List<SubjectAltNameMatcher> names =
        identities.stream()
            .map(id -> uri(StringMatcher.newBuilder().setExact(id).build()))
            .toList();
    return tls(
        UpstreamTlsContext.newBuilder()
            .setCommonTlsContext(common(settings, alpn, names))
            .setSni(serverName)
            .build());
  }

  /** The server's side: the client must prove an identity of the trust domain. */
  public static TransportSocket server(MeshSettings settings, boolean http) {
    return server(settings, List.of(), http);
  }

  /**
   * The same for certain clients.
   *
   * @param identities names of which the client must prove one; none accepts the trust domain
   */
  public static TransportSocket server(
      MeshSettings settings, List<String> identities, boolean http) {
    List<String> alpn =
        http
            ? List.of(Alpn.HTTP_2, Alpn.HTTP_1_1)
            : List.of(Alpn.PEER_EXCHANGE, Alpn.HTTP_2, Alpn.HTTP_1_1);
    List<SubjectAltNameMatcher> names =
        identities.isEmpty()
            ? settings
                .meshConfig()
                .security()
                .domains(settings.trustDomain())
                .map(domain -> uri(prefix("spiffe://" + domain + "/")))
                .toList()
            : names(identities);
    return tls(
        DownstreamTlsContext.newBuilder()
            .setCommonTlsContext(common(settings, alpn, names))
            .setRequireClientCertificate(bool(true))
            .build());
  }

  /** Conditions on a certificate of which one must hold: DNS names or URIs. */
  public static List<SubjectAltNameMatcher> names(Collection<String> exact) {
    List<SubjectAltNameMatcher> names = new ArrayList<>();
    for (String name : exact) {
      for (SubjectAltNameMatcher.SanType type :
          List.of(SubjectAltNameMatcher.SanType.DNS, SubjectAltNameMatcher.SanType.URI)) {
        names.add(
            SubjectAltNameMatcher.newBuilder()
                .setSanType(type)
                .setMatcher(StringMatcher.newBuilder().setExact(name))
                .build());
      }
    }
    return names;
  }

  /** A certificate with its key in the proxy's container. */
  public static TlsCertificate files(String chain, String privateKey) {
    return TlsCertificate.newBuilder()
        .setCertificateChain(file(chain))
        .setPrivateKey(file(privateKey))
        .build();
  }

  /** A file in the proxy's container. */
  public static DataSource file(String path) {
    return DataSource.newBuilder().setFilename(path).build();
  }

  private static StringMatcher prefix(String text) {
    return StringMatcher.newBuilder().setPrefix(text).build();
  }

  private static SubjectAltNameMatcher uri(StringMatcher matcher) {
    return SubjectAltNameMatcher.newBuilder()
        .setSanType(SubjectAltNameMatcher.SanType.URI)
        .setMatcher(matcher)
        .build();
  }

  /** TLS up to its newest version, within limits. */
  public static TlsParameters parameters(TlsLimits limits) {
    return TlsParameters.newBuilder()
        .setTlsMinimumProtocolVersion(version(limits.minimum()))
        .setTlsMaximumProtocolVersion(TlsProtocol.TLSv1_3)
        .addAllCipherSuites(limits.cipherSuites())
        .addAllEcdhCurves(limits.curves())
        .build();
  }

  /** A version of TLS. */
  public static TlsProtocol version(GatewayTls.Version version) {
    return switch (version) {
      case TLS_1_2 -> TlsProtocol.TLSv1_2;
      case TLS_1_3 -> TlsProtocol.TLSv1_3;
    };
  }

  private static CommonTlsContext common(
      MeshSettings settings, List<String> alpn, List<SubjectAltNameMatcher> names) {
    return CommonTlsContext.newBuilder()
        .setTlsParams(parameters(settings.meshConfig().security().mesh()))
        .addAllAlpnProtocols(alpn)
        .addTlsCertificateSdsSecretConfigs(secret(CERTIFICATE))
        .setCombinedValidationContext(
            CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                .setDefaultValidationContext(
                    CertificateValidationContext.newBuilder()
                        .addAllMatchTypedSubjectAltNames(names))
                .setValidationContextSdsSecretConfig(secret(ROOTS)))
        .build();
  }

  private static SdsSecretConfig secret(String name) {
    return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(SDS).build();
  }
}
