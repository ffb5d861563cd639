package io.meshwright.runtime.compile.cluster;

import static io.meshwright.runtime.compile.scope.Protobuf.pack;

import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.meshwright.runtime.compile.filter.MeshTls;
import io.meshwright.runtime.compile.filter.SecretName;
import io.meshwright.runtime.compile.scope.Protobuf;
import io.meshwright.runtime.model.MeshSecurity;
import io.meshwright.runtime.model.TlsLimits;
import io.meshwright.runtime.model.traffic.UpstreamTls;
import io.meshwright.runtime.model.traffic.UpstreamTls.Material;
import io.meshwright.xds.SpiffeId;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether and how connections to a service are encrypted: as its DestinationRule says, and where it
 * says nothing by mutual TLS to each endpoint whose proxy accepts it (istio-features DR20 to DR23).
 */
final class UpstreamSecurity {

  private static final String PROTOCOL_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  private static final String SYSTEM_ROOTS = "/etc/ssl/certs/ca-certificates.crt";

  private UpstreamSecurity() {}

  static void apply(Cluster.Builder cluster, ClusterQuery target) {
    switch (target.blocks().tls()) {
      case null -> {
        if (target.certificates()
            && target.settings().meshConfig().autoMutualTls()
            && !target.dialled()
            && !target.service().entry().external()) {
          automatic(cluster, meshSocket(target, "", List.of()));
        }
      }
      case UpstreamTls.Disabled() -> {}
      case UpstreamTls.Mesh(String serverName, List<String> names) -> {
        // without certificates the handshake fails, which is what the rule asks for
        cluster.setTransportSocket(meshSocket(target, serverName, names));
      }
      case UpstreamTls.Origination origination ->
          originate(
              cluster,
              target.settings().meshConfig().security().outside(),
              origination.namesOr(target.service().entry().alternativeNames()),
              target.port().protocol().http2());
    }
  }

  private static void automatic(Cluster.Builder cluster, TransportSocket mesh) {
    cluster
        .addTransportSocketMatches(
            Cluster.TransportSocketMatch.newBuilder()
                .setName("tlsMode-istio")
                .setMatch(Protobuf.struct("tlsMode", Protobuf.string("istio")))
                .setTransportSocket(mesh))
        .addTransportSocketMatches(
            Cluster.TransportSocketMatch.newBuilder()
                .setName("tlsMode-disabled")
                .setMatch(Struct.getDefaultInstance())
                .setTransportSocket(MeshTls.raw()));
  }

  private static TransportSocket meshSocket(
      ClusterQuery target, String serverName, List<String> names) {
    MeshSecurity security = target.settings().meshConfig().security();
    List<String> identities =
        names.isEmpty()
            ? Stream.concat(
                    target.identities().stream()
                        .flatMap(id -> security.same(id, target.settings().trustDomain()))
                        .map(SpiffeId::uri),
                    target.service().entry().alternativeNames().stream())
                .distinct()
                .toList()
            : names;
    return MeshTls.client(
        target.settings(),
        serverName.isEmpty() ? target.name().sni() : serverName,
        identities,
        target.port().protocol().http2());
  }

  private static void originate(
      Cluster.Builder cluster, TlsLimits limits, UpstreamTls.Origination tls, boolean http2) {
    CommonTlsContext.Builder common = CommonTlsContext.newBuilder();
    if (!limits.equals(TlsLimits.DEFAULT)) {
      common.setTlsParams(MeshTls.parameters(limits));
    }
    if (http2) {
      common.addAlpnProtocols("h2");
    }
    CertificateValidationContext.Builder validation =
        CertificateValidationContext.newBuilder()
            .addAllMatchTypedSubjectAltNames(MeshTls.names(tls.alternativeNames()));
    switch (tls.material()) {
      case Material.Files files -> files(common, files, validation, tls.verify());
      case Material.Named secret -> secret(common, secret, validation, tls.verify());
    }
    cluster.setTransportSocket(
        MeshTls.tls(
            UpstreamTlsContext.newBuilder()
                .setCommonTlsContext(common)
                .setSni(tls.serverName())
                .build()));
    if (tls.serverName().isEmpty()) {
      automaticServerName(cluster, tls.verify() && tls.alternativeNames().isEmpty());
    }
  }

  private static void files(
      CommonTlsContext.Builder common,
      Material.Files files,
      CertificateValidationContext.Builder validation,
      boolean verify) {
    if (!files.chain().isEmpty()) {
      common.addTlsCertificates(MeshTls.files(files.chain(), files.privateKey()));
    }
    if (verify) {
      validation.setTrustedCa(MeshTls.file(files.roots().isEmpty() ? SYSTEM_ROOTS : files.roots()));
      if (!files.revoked().isEmpty()) {
        validation.setCrl(MeshTls.file(files.revoked()));
      }
      common.setValidationContext(validation);
    }
  }

  private static void secret(
      CommonTlsContext.Builder common,
      Material.Named secret,
      CertificateValidationContext.Builder validation,
      boolean verify) {
    if (secret.identified()) {
      common.addTlsCertificateSdsSecretConfigs(SecretName.certificate(secret.secret()).reference());
    }
    if (verify) {
      common.setCombinedValidationContext(
          CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
              .setDefaultValidationContext(validation)
              .setValidationContextSdsSecretConfig(SecretName.roots(secret.secret()).reference()));
    }
  }

  private static void automaticServerName(Cluster.Builder cluster, boolean checkIt) {
    HttpProtocolOptions.Builder options = HttpProtocolOptions.newBuilder();
    com.google.protobuf.Any written =
        cluster.getTypedExtensionProtocolOptionsMap().get(PROTOCOL_OPTIONS);
    if (written == null) {
      options.getExplicitHttpConfigBuilder().getHttpProtocolOptionsBuilder();
    } else {
      try {
        options.mergeFrom(written.getValue());
      } catch (com.google.protobuf.InvalidProtocolBufferException e) {
        throw new IllegalStateException(e);
      }
    }
    options.setUpstreamHttpProtocolOptions(
        UpstreamHttpProtocolOptions.newBuilder().setAutoSni(true).setAutoSanValidation(checkIt));
    cluster.putTypedExtensionProtocolOptions(PROTOCOL_OPTIONS, pack(options.build()));
  }
}
