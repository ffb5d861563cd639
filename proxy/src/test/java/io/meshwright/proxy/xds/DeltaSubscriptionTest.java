package io.meshwright.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.xds.XdsType;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeltaSubscriptionTest {
  private final DeltaSubscription endpoints = new DeltaSubscription(XdsType.ENDPOINT);

  @Test
  void wildcardTypeIsAskedForWithoutNames() {
    DeltaSubscription clusters = new DeltaSubscription(XdsType.CLUSTER);
    assertThat(clusters.streamOpened(Map.of("a", "1")))
        .hasValueSatisfying(
            request -> {
              assertThat(request.subscribe()).isEmpty();
              assertThat(request.initialVersions()).containsEntry("a", "1");
            });
  }

  @Test
  void typeByNameSaysNothingBeforeItHasNames() {
    assertThat(endpoints.streamOpened(Map.of())).isEmpty();
  }

  @Test
  void onlyDifferencesAreSaid() {
    endpoints.streamOpened(Map.of());
    endpoints.want(Set.of("a", "b"), true, Map.of());
    assertThat(endpoints.want(Set.of("b", "c"), true, Map.of()))
        .hasValueSatisfying(
            request -> {
              assertThat(request.subscribe()).containsExactly("c");
              assertThat(request.unsubscribe()).containsExactly("a");
            });
    assertThat(endpoints.want(Set.of("b", "c"), true, Map.of())).isEmpty();
  }

  @Test
  void wantedWhileAwayIsSaidOnTheNextStream() {
    endpoints.streamOpened(Map.of());
    endpoints.streamClosed();
    assertThat(endpoints.want(Set.of("a"), false, Map.of())).isEmpty();
    assertThat(endpoints.streamOpened(Map.of("a", "7")))
        .hasValueSatisfying(
            request -> {
              assertThat(request.subscribe()).containsExactly("a");
              assertThat(request.initialVersions()).containsEntry("a", "7");
            });
  }

  @Test
  void acknowledgementCarriesTheNonceAndChangesNoNames() {
    DeltaRequest nack = endpoints.acknowledge("n1", "bad");
    assertThat(nack.nonce()).isEqualTo("n1");
    assertThat(nack.error()).isEqualTo("bad");
    assertThat(nack.subscribe()).isEmpty();
    assertThat(nack.unsubscribe()).isEmpty();
  }
}
