package io.meshwright.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.proxy.snapshot.TransportSocket.SubjectAltName;
import io.meshwright.proxy.snapshot.TransportSocket.SubjectAltName.Kind;
import io.netty.pkitesting.CertificateBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PeerIdentityTest {
  private static final String ID = "spiffe://cluster.local/ns/shop/sa/reviews";

  private static PeerIdentity peer(List<String> uris, List<String> dnsNames) throws Exception {
    CertificateBuilder builder =
        new CertificateBuilder().algorithm(CertificateBuilder.Algorithm.ecp256).subject("CN=x");
    for (String uri : uris) {
      builder.addSanUriName(uri);
    }
    dnsNames.forEach(builder::addSanDnsName);
    return PeerIdentity.of(
        builder.setIsCertificateAuthority(true).buildSelfSigned().getCertificate());
  }

  private static SubjectAltName exact(Kind kind, String value) {
    return new SubjectAltName(kind, new StringMatcher.Exact(value, false));
  }

  private static SubjectAltName uriPrefix(String value) {
    return new SubjectAltName(Kind.URI, new StringMatcher.Prefix(value, false));
  }

  @Test
  void theSpiffeIdIsTheOnlyUri() throws Exception {
    assertThat(peer(List.of(ID), List.of("a.com")).spiffeId().orElseThrow().uri()).isEqualTo(ID);
    assertThat(peer(List.of(), List.of("a.com")).spiffeId()).isEmpty();
    assertThat(peer(List.of("https://a.com/x"), List.of()).spiffeId()).isEmpty();
  }

  @Test
  void twoUrisAreNoIdentity() throws Exception {
    assertThat(peer(List.of(ID, ID + "2"), List.of()).spiffeId()).isEmpty();
  }

  @Test
  void oneFittingNameIsEnough() throws Exception {
    PeerIdentity peer = peer(List.of(ID), List.of("a.com"));
    assertThat(
            peer.satisfies(List.of(exact(Kind.URI, "spiffe://x/ns/a/sa/b"), exact(Kind.URI, ID))))
        .isTrue();
    assertThat(peer.satisfies(List.of(exact(Kind.ANY, "a.com")))).isTrue();
    assertThat(peer.satisfies(List.of(uriPrefix("spiffe://cluster.local/")))).isTrue();
  }

  @Test
  void aNameOfAnotherKindDoesNotFit() throws Exception {
    PeerIdentity peer = peer(List.of(), List.of(ID.replace("spiffe://", "")));
    assertThat(peer.satisfies(List.of(exact(Kind.URI, ID)))).isFalse();
    assertThat(peer(List.of(ID), List.of()).satisfies(List.of(exact(Kind.DNS, ID)))).isFalse();
  }

  @Test
  void aTrustDomainThatOnlyBeginsLikeOursDoesNotFit() throws Exception {
    PeerIdentity peer = peer(List.of("spiffe://cluster.local.evil/ns/shop/sa/reviews"), List.of());
    assertThat(peer.satisfies(List.of(uriPrefix("spiffe://cluster.local/")))).isFalse();
    assertThat(peer.satisfies(List.of(exact(Kind.URI, ID)))).isFalse();
  }

  @Test
  void withoutConditionsEveryVerifiedPeerIsAccepted() throws Exception {
    assertThat(peer(List.of(), List.of()).satisfies(List.of())).isTrue();
  }
}
