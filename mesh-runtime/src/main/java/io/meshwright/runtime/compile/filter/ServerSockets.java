package io.meshwright.runtime.compile.filter;

import static io.meshwright.runtime.compile.scope.Protobuf.bool;

import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.TlsLimits;
import io.meshwright.runtime.model.gateway.GatewayTls;
import io.meshwright.runtime.model.gateway.GatewayTls.Certificate;
import io.meshwright.runtime.model.gateway.GatewayTls.Clients;
import io.meshwright.runtime.model.gateway.GatewayTls.Roots;
import io.meshwright.xds.Alpn;

/** TLS toward clients from outside of the mesh (istio-features GW8 to GW12, SC7). */
public final class ServerSockets {

  private ServerSockets() {}

  /** What a chain has for connections that are encrypted in this way. */
  public static TransportSocket server(ProxyScope scope, GatewayTls tls, boolean http) {
    return switch (tls) {
      case GatewayTls.Passthrough(), GatewayTls.MeshPassthrough() -> MeshTls.raw();
      case GatewayTls.Mesh(var names) -> MeshTls.server(scope.settings(), names, http);
      case GatewayTls.Terminated terminated -> server(scope, terminated, http);
    };
  }

  /** TLS that ends here, with certificates that are not the mesh's. */
  private static TransportSocket server(ProxyScope scope, GatewayTls.Terminated tls, boolean http) {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder()
            .setTlsParams(
                parameters(tls.algorithms(), scope.settings().meshConfig().security().outside()));
    if (http) {
      common.addAlpnProtocols(Alpn.HTTP_2).addAlpnProtocols(Alpn.HTTP_1_1);
    }
    for (Certificate certificate : tls.certificates()) {
      switch (certificate) {
        case Certificate.Named(String secret) ->
            common.addTlsCertificateSdsSecretConfigs(SecretName.certificate(secret).reference());
        case Certificate.Files(String chain, String key) ->
            common.addTlsCertificates(MeshTls.files(chain, key));
      }
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

  /** As the server says; where it says nothing, as the mesh does. */
  private static TlsParameters parameters(GatewayTls.Algorithms own, TlsLimits outside) {
    return TlsParameters.newBuilder()
        .setTlsMinimumProtocolVersion(MeshTls.version(own.minimum()))
        .setTlsMaximumProtocolVersion(MeshTls.version(own.maximum()))
        .addAllCipherSuites(
            own.cipherSuites().isEmpty() ? outside.cipherSuites() : own.cipherSuites())
        .addAllEcdhCurves(own.curves().isEmpty() ? outside.curves() : own.curves())
        .build();
  }

  private static void check(CommonTlsContext.Builder common, Clients.Checked clients) {
    GatewayTls.Conditions conditions = clients.conditions();
    CertificateValidationContext.Builder validation =
        CertificateValidationContext.newBuilder()
            .addAllMatchTypedSubjectAltNames(MeshTls.names(conditions.alternativeNames()))
            .addAllVerifyCertificateSpki(conditions.keyHashes())
            .addAllVerifyCertificateHash(conditions.certificateHashes());
    if (!clients.verified()) {
      validation.setTrustChainVerification(TrustChainVerification.ACCEPT_UNTRUSTED);
    }
    switch (clients.roots()) {
      case Roots.Named(String secret) ->
          common.setCombinedValidationContext(
              CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                  .setDefaultValidationContext(validation)
                  .setValidationContextSdsSecretConfig(SecretName.roots(secret).reference()));
      case Roots.File(String path, String revoked) -> {
        validation.setTrustedCa(MeshTls.file(path));
        if (!revoked.isEmpty()) {
          validation.setCrl(MeshTls.file(revoked));
        }
        common.setValidationContext(validation);
      }
    }
  }
}
