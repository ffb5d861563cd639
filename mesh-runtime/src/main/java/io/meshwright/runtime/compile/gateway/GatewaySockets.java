package io.meshwright.runtime.compile.gateway;

import static io.meshwright.runtime.compile.scope.Protobuf.bool;

import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.meshwright.runtime.compile.filter.MeshTls;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.TlsLimits;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.runtime.model.gateway.GatewayTls.Certificate;
import io.meshwright.runtime.model.gateway.GatewayTls.Clients;
import io.meshwright.runtime.model.gateway.GatewayTls.Roots;
import io.meshwright.xds.Alpn;

/** TLS toward a router's clients (istio-features GW8 to GW12). */
final class GatewaySockets {

  /**
   * Secrets come over the same stream. Unlike other references they may never come: the listener
   * does not wait for ever, and serves what it can.
   */
  private static final ConfigSource SECRETS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  private GatewaySockets() {}

  static TransportSocket server(ProxyScope scope, GatewayTls tls, boolean http) {
    return switch (tls) {
      case GatewayTls.Passthrough(), GatewayTls.MeshPassthrough() -> MeshTls.raw();
      case GatewayTls.Mesh(var names) -> MeshTls.server(scope.settings(), names, http);
      case GatewayTls.Terminated terminated -> server(scope, terminated, http);
    };
  }

  private static TransportSocket server(ProxyScope scope, GatewayTls.Terminated tls, boolean http) {
    TlsLimits outside = scope.settings().meshConfig().security().outside();
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder()
            .setTlsParams(
                TlsParameters.newBuilder()
                    .setTlsMinimumProtocolVersion(MeshTls.version(tls.minimum()))
                    .setTlsMaximumProtocolVersion(MeshTls.version(tls.maximum()))
                    .addAllCipherSuites(
                        tls.cipherSuites().isEmpty()
                            ? outside.cipherSuites()
                            : tls.cipherSuites()));
    if (http) {
      common.addAlpnProtocols(Alpn.HTTP_2).addAlpnProtocols(Alpn.HTTP_1_1);
    }
    switch (tls.certificate()) {
      case Certificate.Named(String secret) ->
          common.addTlsCertificateSdsSecretConfigs(secret(SecretName.certificate(secret)));
      case Certificate.Files(String chain, String key) ->
          common.addTlsCertificates(MeshTls.files(chain, key));
    }
    boolean required = false;
    if (tls.clients() instanceof Clients.Checked checked) {
      required = checked.required();
      check(common, checked);
    }
    return MeshTls.tls(
        DownstreamTlsContext.newBuilder()
            .setCommonTlsContext(common)
            .setRequireClientCertificate(bool(required))
            .build());
  }

  private static void check(CommonTlsContext.Builder common, Clients.Checked clients) {
    CertificateValidationContext.Builder validation =
        CertificateValidationContext.newBuilder()
            .addAllMatchTypedSubjectAltNames(MeshTls.names(clients.alternativeNames()));
    switch (clients.roots()) {
      case Roots.Named(String secret) ->
          common.setCombinedValidationContext(
              CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                  .setDefaultValidationContext(validation)
                  .setValidationContextSdsSecretConfig(secret(SecretName.roots(secret))));
      case Roots.File(String path) ->
          common.setValidationContext(validation.setTrustedCa(MeshTls.file(path)));
    }
  }

  private static SdsSecretConfig secret(SecretName name) {
    return SdsSecretConfig.newBuilder().setName(name.toString()).setSdsConfig(SECRETS).build();
  }
}
