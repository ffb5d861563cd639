package io.meshwright.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshwright.proxy.pem.Pem;
import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.testing.Configs;
import io.meshwright.proxy.testing.TestCa;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.XdsType;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The control plane says which roots the mesh has, and hears which ones a proxy uses. */
final class MeshRootsClientTest {

  private final TestCa first = new TestCa();
  private final TestCa second = new TestCa();

  private static io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret message(
      Secret.Roots roots) throws CertificateEncodingException {
    StringBuilder pem = new StringBuilder();
    for (X509Certificate root : roots.roots()) {
      pem.append(Pem.encode("CERTIFICATE", root.getEncoded()));
    }
    return io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.newBuilder()
        .setName(WorkloadTrust.ROOTS_SECRET)
        .setValidationContext(
            CertificateValidationContext.newBuilder()
                .setTrustedCa(DataSource.newBuilder().setInlineString(pem.toString())))
        .build();
  }

  private static List<String> said(ConfigurationBed bed) {
    return bed.controlPlane().requests().stream()
        .filter(request -> request.getTypeUrl().equals(WorkloadTrust.TYPE_URL))
        .reduce((_, later) -> later)
        .map(DeltaDiscoveryRequest::getResourceNamesSubscribeList)
        .<List<String>>map(List::copyOf)
        .orElse(List.of());
  }

  private static String fingerprint(TestCa authority) {
    return WorkloadTrust.fingerprint(authority.roots().roots().getFirst());
  }

  @Test
  void rootsOfTheControlPlaneReplaceOthersAndTheProxySaysWhomItTrusts() throws Exception {
    List<Secret.Roots> heard = new CopyOnWriteArrayList<>();
    SnapshotPublisher into = new SnapshotPublisher();
    try (ConfigurationBed bed = new ConfigurationBed();
        ConfigurationClient client =
            bed.start(Configs.plaintext(bed.controlPlane().port()), into, heard::add)) {
      client.provideSecrets(
          Map.of(
              "default",
              first.identity("spiffe://cluster.local/ns/a/sa/b"),
              "ROOTCA",
              first.roots()));
      await()
          .untilAsserted(
              () ->
                  assertThat(said(bed))
                      .containsExactly(
                          "issuer/" + fingerprint(first), "root/" + fingerprint(first)));
      assertThat(heard).isEmpty();

      bed.controlPlane()
          .send(DeltaDiscoveryResponse.newBuilder().setTypeUrl(WorkloadTrust.TYPE_URL));
      bed.controlPlane().send(XdsType.SECRET, "1", "ROOTCA", message(second.rootsWith(first)));
      await().until(() -> heard.equals(List.of(second.rootsWith(first))));
      await()
          .untilAsserted(
              () ->
                  assertThat(said(bed))
                      .contains("issuer/" + fingerprint(first), "root/" + fingerprint(second)));
      assertThat(into.current().secrets().get("ROOTCA")).isEqualTo(second.rootsWith(first));

      bed.controlPlane().send(XdsType.SECRET, "2", "ROOTCA", message(second.roots()));
      await()
          .untilAsserted(
              () -> assertThat(said(bed)).containsExactly("root/" + fingerprint(second)));
      assertThat(bed.controlPlane().requests())
          .as("an answer to what the proxy says is no fault")
          .noneMatch(DeltaDiscoveryRequest::hasErrorDetail);
    }
  }
}
