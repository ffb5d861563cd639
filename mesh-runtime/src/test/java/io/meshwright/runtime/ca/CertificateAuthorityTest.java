package io.meshwright.runtime.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meshwright.runtime.testing.ManualClock;
import io.meshwright.runtime.testing.TestCa;
import io.meshwright.runtime.testing.TestCsr;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.SpiffeId;
import io.meshwright.xds.TrustDomain;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateAuthorityTest {

  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final CertificateAuthority authority = TestCa.authority(clock);
  private final SpiffeId reviews = new SpiffeId(TrustDomain.DEFAULT, "default", "reviews");
  private final KeyPair keys = TestCsr.ec();

  @Test
  void leafCarriesOneSpiffeUri() throws Exception {
    X509Certificate leaf = authority.issue(reviews, TestCsr.plain(keys), 0).leaf();

    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "spiffe://cluster.local/ns/default/sa/reviews"));
    assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.17");
    assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
  }

  @Test
  void leafMaySignDataForClientsAndServersButNoCertificates() throws Exception {
    X509Certificate leaf = authority.issue(reviews, TestCsr.plain(keys), 0).leaf();

    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(leaf.getKeyUsage()[DIGITAL_SIGNATURE]).isTrue();
    assertThat(leaf.getKeyUsage()[KEY_CERT_SIGN]).isFalse();
    assertThat(leaf.getExtendedKeyUsage())
        .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getPublicKey()).isEqualTo(keys.getPublic());
  }

  @Test
  void chainIsLeafFirstAndRootLast() throws Exception {
    List<String> chain = authority.issue(reviews, TestCsr.plain(keys), 0).pemChain();

    X509Certificate leaf = Pem.certificates(chain.getFirst(), "reply", "0").getFirst();
    X509Certificate root = Pem.certificates(chain.getLast(), "reply", "1").getFirst();
    assertThat(chain).hasSize(2);
    leaf.verify(root.getPublicKey());
    root.verify(root.getPublicKey());
    assertThat(root.getBasicConstraints()).isGreaterThanOrEqualTo(0);
  }

  @Test
  void lifeIsADayUnlessAskedForAndNinetyDaysAtMost() throws Exception {
    assertThat(lifeFor(0)).isEqualTo(Duration.ofHours(24));
    assertThat(lifeFor(60)).isEqualTo(Duration.ofMinutes(1));
    assertThat(lifeFor(Duration.ofDays(36_500).toSeconds())).isEqualTo(Duration.ofDays(90));
    assertThat(lifeFor(Long.MAX_VALUE)).isEqualTo(Duration.ofDays(90));
  }

  @Test
  void leafDoesNotOutliveItsSigner() throws Exception {
    clock.advance(Duration.ofDays(3650).minus(Duration.ofHours(1)));
    assertThat(lifeFor(0)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void serialsDiffer() throws Exception {
    assertThat(authority.issue(reviews, TestCsr.plain(keys), 0).leaf().getSerialNumber())
        .isPositive()
        .isNotEqualTo(authority.issue(reviews, TestCsr.plain(keys), 0).leaf().getSerialNumber());
  }

  @Test
  void ownIdentityInTheRequestIsAccepted() throws Exception {
    String csr = TestCsr.withUri(keys, reviews.uri());
    assertThat(authority.issue(reviews, csr, 0).leaf()).isNotNull();
  }

  @Test
  void foreignSanIsRefused() {
    assertRefused(
        TestCsr.withUri(keys, "spiffe://cluster.local/ns/default/sa/ratings"),
        "subjectAltName: found URI:spiffe://cluster.local/ns/default/sa/ratings, "
            + "expected URI:spiffe://cluster.local/ns/default/sa/reviews or none");
  }

  @Test
  void dnsNameIsForeignToo() {
    assertRefused(
        TestCsr.withDns(keys, "istiod.istio-system.svc"), "found DNS:istiod.istio-system.svc");
  }

  @Test
  void requestSignedByAnotherKeyIsRefused() {
    assertRefused(TestCsr.signedBy(keys, TestCsr.ec().getPrivate()), "signature: found");
  }

  @Test
  void shortRsaKeyIsRefused() {
    assertRefused(TestCsr.plain(TestCsr.rsa(1024)), "publicKey: found RSA with 1024 bits");
  }

  @Test
  void rsaKeyOf2048BitsIsAccepted() throws Exception {
    assertThat(authority.issue(reviews, TestCsr.plain(TestCsr.rsa(2048)), 0)).isNotNull();
  }

  @Test
  void requestForACaIsRefused() {
    assertRefused(TestCsr.wantingCa(keys), "basicConstraints: found a request for a CA");
  }

  @Test
  void allFaultsAreNamedAtOnce() {
    KeyPair weak = TestCsr.rsa(1024);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> authority.issue(reviews, TestCsr.withUri(weak, "spiffe://other/ns/a/sa/b"), 0))
        .satisfies(e -> assertThat(e.errors()).hasSize(2));
  }

  @Test
  void negativeLifeIsRefused() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> authority.issue(reviews, TestCsr.plain(keys), -1))
        .withMessageContaining("validityDuration: found -1 s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no PEM at all",
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
        "-----BEGIN CERTIFICATE REQUEST-----\n%%%%\n-----END CERTIFICATE REQUEST-----\n",
        "-----BEGIN CERTIFICATE REQUEST-----\n"
      })
  void textThatIsNoRequestIsRefused(String csr) {
    assertRefused(csr, "csr: found");
  }

  @Test
  void hugeRequestIsRefusedUnread() {
    assertRefused("-".repeat(1_000_000), "found 1000000 characters");
  }

  @Test
  void servingCertificateNamesTheControlPlane() throws Exception {
    KeyAndChain serving = authority.issueServing(List.of("istiod-v1.istio-system.svc"));

    assertThat(serving.leaf().getSubjectAlternativeNames())
        .containsExactly(List.of(2, "istiod-v1.istio-system.svc"));
    serving.leaf().verify(authority.roots().getFirst().getPublicKey());
  }

  private Duration lifeFor(long requestedSeconds) throws ConfigException {
    X509Certificate leaf = authority.issue(reviews, TestCsr.plain(keys), requestedSeconds).leaf();
    assertThat(leaf.getNotBefore().toInstant())
        .isEqualTo(clock.instant().minus(CertificateAuthority.BACKDATED));
    return Duration.between(clock.instant(), leaf.getNotAfter().toInstant());
  }

  private void assertRefused(String csr, String message) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> authority.issue(reviews, csr, 0))
        .withMessageContaining(message);
  }
}
