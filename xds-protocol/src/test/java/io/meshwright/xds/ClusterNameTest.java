package io.meshwright.xds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ClusterNameTest {

  @Test
  void textFormRoundTrips() {
    ClusterName name = ClusterName.outbound(9080, "v1", "reviews.default.svc.cluster.local");

    assertThat(name).hasToString("outbound|9080|v1|reviews.default.svc.cluster.local");
    assertThat(ClusterName.parse(name.toString())).contains(name);
  }

  @Test
  void inboundHasNeitherSubsetNorHost() {
    assertThat(ClusterName.inbound(8080)).hasToString("inbound|8080||");
  }

  @Test
  void sniIsTheFormOfMeshTls() {
    assertThat(ClusterName.outbound(9080, "", "reviews.default.svc.cluster.local").sni())
        .isEqualTo("outbound_.9080_._.reviews.default.svc.cluster.local");
  }

  @Test
  void sniIsReadAsWritten() {
    ClusterName name = ClusterName.outbound(9080, "", "reviews.default.svc.cluster.local");

    assertThat(ClusterName.parseSni(name.sni())).contains(name);
    assertThat(ClusterName.parseSni("reviews.default.svc.cluster.local")).isEmpty();
    assertThat(ClusterName.parseSni(name.toString())).isEmpty();
  }

  @Test
  void namesOfAnotherFormAreNotParsed() {
    assertThat(ClusterName.parse(ClusterName.PASSTHROUGH)).isEmpty();
    assertThat(ClusterName.parse("outbound|none||host")).isEmpty();
    assertThat(ClusterName.parse("outbound|0||host")).isEmpty();
    assertThat(ClusterName.parse("sideways|80||host")).isEmpty();
  }
}
