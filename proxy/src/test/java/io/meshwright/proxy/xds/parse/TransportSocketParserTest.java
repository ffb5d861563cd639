package io.meshwright.proxy.xds.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolConfig;
import io.envoyproxy.envoy.config.core.v3.TlvEntry;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext.TrustChainVerification;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.meshwright.proxy.snapshot.TransportSocket.ClientTls;
import io.meshwright.proxy.snapshot.TransportSocket.Hash;
import io.meshwright.proxy.snapshot.TransportSocket.ProxyProtocol;
import io.meshwright.proxy.snapshot.TransportSocket.Raw;
import io.meshwright.proxy.snapshot.TransportSocket.Upstream;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class TransportSocketParserTest {
  private static final String SOCKETS = "envoy.extensions.transport_sockets.";

  private static final X509Bundle ROOT = root();

  private final ResourceParser parser = new ResourceParser(FieldTable.load());

  private static TransportSocket socket(String type, MessageLite config) {
    return TransportSocket.newBuilder()
        .setName("it")
        .setTypedConfig(Resources.any(SOCKETS + type, config))
        .build();
  }

  private static TransportSocket header(ProxyProtocolConfig.Builder config, TransportSocket inner) {
    return socket(
        "proxy_protocol.v3.ProxyProtocolUpstreamTransport",
        ProxyProtocolUpstreamTransport.newBuilder()
            .setConfig(config)
            .setTransportSocket(inner)
            .build());
  }

  private static TransportSocket raw() {
    return socket("raw_buffer.v3.RawBuffer", RawBuffer.getDefaultInstance());
  }

  private Upstream parse(TransportSocket socket) throws ConfigException {
    var parsed =
        (ParsedResource.OfCluster)
            parser.parse(
                XdsType.CLUSTER,
                "it",
                Resources.edsCluster("it").setTransportSocket(socket).build().toByteString());
    return parsed.cluster().transport();
  }

  @Test
  void theHeaderHasTheVersionThatIsConfigured() throws Exception {
    assertThat(parse(header(ProxyProtocolConfig.newBuilder(), raw())))
        .isEqualTo(new ProxyProtocol(1, new Raw()));
    var second = ProxyProtocolConfig.newBuilder().setVersion(ProxyProtocolConfig.Version.V2);
    assertThat(parse(header(second, raw()))).isEqualTo(new ProxyProtocol(2, new Raw()));
  }

  @Test
  void oneHeaderIsEnough() {
    TransportSocket inner = header(ProxyProtocolConfig.newBuilder(), raw());
    assertThatThrownBy(() -> parse(header(ProxyProtocolConfig.newBuilder(), inner)))
        .hasMessageContaining("transport_socket.typed_config.transport_socket");
  }

  @Test
  void additionsToTheHeaderAreNamedByPath() {
    var added = ProxyProtocolConfig.newBuilder().addAddedTlvs(TlvEntry.newBuilder().setType(1));
    assertThatThrownBy(() -> parse(header(added, raw())))
        .hasMessageContaining("transport_socket.typed_config.config.added_tlvs");
  }

  private static TransportSocket checking(CertificateValidationContext.Builder validation) {
    return socket(
        "tls.v3.UpstreamTlsContext",
        UpstreamTlsContext.newBuilder()
            .setCommonTlsContext(CommonTlsContext.newBuilder().setValidationContext(validation))
            .build());
  }

  private static DataSource text(String text) {
    return DataSource.newBuilder().setInlineString(text).build();
  }

  @Test
  void hashesOfBothKindsAreRead() throws Exception {
    String digits = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    var validation =
        CertificateValidationContext.newBuilder()
            .setTrustedCa(text(ROOT.getCertificatePEM()))
            .addVerifyCertificateSpki("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
            .addVerifyCertificateHash(
                digits.toUpperCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:"));
    ClientTls tls = (ClientTls) parse(checking(validation));
    Validation.Roots roots = (Validation.Roots) tls.context().validation();
    assertThat(roots.conditions().hashes())
        .containsExactlyInAnyOrder(
            new Hash(Hash.Part.KEY, digits), new Hash(Hash.Part.CERTIFICATE, digits));
  }

  @Test
  void anUntrustedPeerIsAskedForItsCertificateOnly() throws Exception {
    var validation =
        CertificateValidationContext.newBuilder()
            .setTrustedCa(text(ROOT.getCertificatePEM()))
            .setTrustChainVerification(TrustChainVerification.ACCEPT_UNTRUSTED);
    ClientTls tls = (ClientTls) parse(checking(validation));
    assertThat(tls.context().validation()).isEqualTo(new Validation.Shown());
  }

  @Test
  void whatIsNoHashOrListIsNamedByPath() {
    var validation =
        CertificateValidationContext.newBuilder().setTrustedCa(text(ROOT.getCertificatePEM()));
    assertThatThrownBy(() -> parse(checking(validation.clone().addVerifyCertificateHash("e3b0"))))
        .hasMessageContaining("validation_context.verify_certificate_hash[0]");
    assertThatThrownBy(() -> parse(checking(validation.clone().addVerifyCertificateSpki("e3b0"))))
        .hasMessageContaining("validation_context.verify_certificate_spki[0]");
    assertThatThrownBy(() -> parse(checking(validation.clone().setCrl(text("none")))))
        .hasMessageContaining("validation_context.crl");
  }

  @Test
  void conditionsOfASecretAreForTheSocketToSay() {
    var secret =
        Secret.newBuilder()
            .setName("a")
            .setValidationContext(
                CertificateValidationContext.newBuilder()
                    .setTrustedCa(text(ROOT.getCertificatePEM()))
                    .addVerifyCertificateHash("00"));
    assertThatThrownBy(() -> parser.parse(XdsType.SECRET, "a", secret.build().toByteString()))
        .hasMessageContaining("validation_context")
        .hasMessageContaining("trusted_ca and crl only");
  }

  private static X509Bundle root() {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=root")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
