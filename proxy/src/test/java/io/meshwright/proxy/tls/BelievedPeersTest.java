package io.meshwright.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.meshwright.proxy.testing.TestCa;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.RevocationServer;
import io.netty.pkitesting.X509Bundle;
import java.io.InputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BelievedPeersTest {
  private static final String A = "spiffe://cluster.local/ns/ns/sa/a";
  private static final String ROOTS = "ROOTCA";
  private static final Validation BY_ROOTS =
      TestCa.server("default", ROOTS, "spiffe://").context().validation();

  private final TestCa retired = new TestCa();
  private final TestCa kept = new TestCa();
  private final List<Channel> disbelieved = new ArrayList<>();
  private Instant now = Instant.now();
  private final BelievedPeers peers = new BelievedPeers(() -> now, disbelieved::add);
  private final Map<String, Secret> both = Map.of(ROOTS, retired.rootsWith(kept));
  private final Map<String, Secret> one = Map.of(ROOTS, kept.roots());

  private Channel connect(Secret.Identity peer, Map<String, Secret> known) {
    EmbeddedChannel channel = new EmbeddedChannel();
    peers.believe(channel, BY_ROOTS, known, peer.chain(), false);
    return channel;
  }

  private void change(Map<String, Secret> secrets) {
    peers.judgeBy(secrets);
    peers.judge();
  }

  @Test
  void peersOfARootThatIsRemovedAreReportedOnceAndTheOthersStay() {
    change(both);
    Channel old = connect(retired.identity(A), both);
    connect(kept.identity(A), both);
    change(one);
    change(Map.of(ROOTS, new TestCa().rootsWith(kept)));
    assertThat(disbelieved).containsExactly(old);
  }

  @Test
  void rootsThatAreAddedEndNothing() {
    Map<String, Secret> before = Map.of(ROOTS, retired.roots());
    change(before);
    connect(retired.identity(A), before);
    change(both);
    assertThat(disbelieved).isEmpty();
  }

  @Test
  void aCertificateThatHasEndedMeanwhileEndsNothing() {
    change(both);
    connect(kept.identity(A, now.plus(Duration.ofHours(1))), both);
    Channel old = connect(retired.identity(A, now.plus(Duration.ofHours(1))), both);
    now = now.plus(Duration.ofDays(1));
    change(one);
    assertThat(disbelieved).containsExactly(old);
  }

  @Test
  void aHandshakeThatEndsAfterTheChangeIsJudgedAtOnce() {
    change(both);
    change(one);
    Channel late = connect(retired.identity(A), both);
    connect(kept.identity(A), both);
    assertThat(disbelieved).containsExactly(late);
  }

  @Test
  void rootsThatAreGoneJudgeNobody() {
    change(both);
    connect(retired.identity(A), both);
    change(Map.of());
    assertThat(disbelieved).isEmpty();
  }

  @Test
  void closedConnectionsAreForgotten() {
    change(both);
    connect(retired.identity(A), both).close();
    change(one);
    assertThat(disbelieved).isEmpty();
  }

  @Test
  void peersThatAreNotCheckedByRootsAreNotKept() {
    change(both);
    peers.believe(
        new EmbeddedChannel(), new Validation.Shown(), both, retired.identity(A).chain(), false);
    change(one);
    assertThat(disbelieved).isEmpty();
  }

  @Test
  void peersThatAListRevokesAreReported() throws Exception {
    X509Bundle root =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=root")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    X509Bundle bad = new CertificateBuilder().ecp256().subject("CN=bad").buildIssuedBy(root);
    X509Bundle good = new CertificateBuilder().ecp256().subject("CN=good").buildIssuedBy(root);
    RevocationServer issuer = RevocationServer.getInstance();
    issuer.register(root);
    issuer.revoke(bad, now);
    List<X509CRL> revoked;
    try (InputStream list = issuer.getCrlUri(root).toURL().openStream()) {
      revoked = List.of((X509CRL) CertificateFactory.getInstance("X.509").generateCRL(list));
    }
    List<X509Certificate> roots = List.of(root.getCertificate());
    Map<String, Secret> before = Map.of(ROOTS, new Secret.Roots(roots));
    change(before);
    Channel ended = connect(identity(bad), before);
    connect(identity(good), before);
    now = Instant.now().plusSeconds(1);
    change(Map.of(ROOTS, new Secret.Roots(roots, revoked)));
    assertThat(disbelieved).containsExactly(ended);
  }

  private static Secret.Identity identity(X509Bundle bundle) {
    return new Secret.Identity(List.of(bundle.getCertificate()), bundle.getKeyPair().getPrivate());
  }
}
