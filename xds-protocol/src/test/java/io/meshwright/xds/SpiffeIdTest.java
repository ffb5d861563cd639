package io.meshwright.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpiffeIdTest {

  @Test
  void uriRoundTrips() {
    SpiffeId id = new SpiffeId(TrustDomain.DEFAULT, "default", "echo");

    assertThat(id.uri()).isEqualTo("spiffe://cluster.local/ns/default/sa/echo");
    assertThat(id.principal()).isEqualTo("cluster.local/ns/default/sa/echo");
    assertThat(SpiffeId.parse(id.uri())).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://cluster.local/ns/a/sa/b",
        "spiffe://cluster.local/ns/a",
        "spiffe://cluster.local/ns/a/sa/b/c",
        "spiffe://Cluster.Local/ns/a/sa/b",
        "spiffe://cluster.local/ns/../sa/b",
        "spiffe://cluster.local/ns/a/sa/b%2fc"
      })
  void otherUrisAreNotIdentities(String uri) {
    assertThat(SpiffeId.parse(uri)).isEmpty();
  }

  @Test
  void aSegmentCannotSmuggleASlash() {
    assertThatThrownBy(() -> new SpiffeId(TrustDomain.DEFAULT, "a/b", "c"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
