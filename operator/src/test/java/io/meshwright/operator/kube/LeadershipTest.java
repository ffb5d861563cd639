package io.meshwright.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.meshwright.operator.config.OperatorConfig;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class LeadershipTest {

  private static final OperatorConfig CONFIG = OperatorConfig.of("ops", Map.of());

  private final AtomicInteger halts = new AtomicInteger();

  private Leadership of(KubernetesClient client) {
    return new Leadership(client, CONFIG, "me", halts::incrementAndGet);
  }

  private static LeaderCallbacks callbacks(Leadership leadership) {
    return leadership.election().getLeaderCallbacks().orElseThrow();
  }

  @Test
  @DisplayName("LC-failover: another replica leads within 20 seconds of a death")
  void anotherLeadsWithin20SecondsOfADeath() {
    // the election waits for up to 1.2 times the period more, at random
    Duration latest =
        Leadership.LEASE_DURATION
            .plus(Leadership.RETRY_PERIOD)
            .plus(Leadership.RETRY_PERIOD.multipliedBy(12).dividedBy(10));

    assertThat(latest).isLessThan(Duration.ofSeconds(20));
    assertThat(Leadership.RENEW_DEADLINE).isLessThan(Leadership.LEASE_DURATION);
    assertThat(Leadership.RETRY_PERIOD.multipliedBy(3)).isLessThan(Leadership.RENEW_DEADLINE);
  }

  @Test
  void aStoppingLeaderWritesNoMoreAndThenGivesTheLeaseBack() throws IOException {
    try (LeaseServer server = new LeaseServer("me");
        KubernetesClient client = server.client()) {
      Leadership leadership = of(client);
      callbacks(leadership).onStartLeading();
      assertThat(leadership.isLeading()).isTrue();

      leadership.beforeControllersStop(new ShutdownEvent());
      assertThatThrownBy(() -> leadership.gate().pass(() -> {}))
          .isInstanceOf(CancellationException.class);
      assertThat(server.holder()).isEqualTo("me");
      callbacks(leadership).onStopLeading();
      leadership.afterControllersStopped(new ShutdownEvent());

      assertThat(server.holder()).isEmpty();
      assertThat(leadership.isLeading()).isFalse();
      assertThat(halts).hasValue(0);
    }
  }

  @Test
  void aStandbyLeavesTheLeaseAlone() throws IOException {
    try (LeaseServer server = new LeaseServer("other");
        KubernetesClient client = server.client()) {
      Leadership leadership = of(client);
      leadership.beforeControllersStop(new ShutdownEvent());
      leadership.afterControllersStopped(new ShutdownEvent());

      assertThat(server.holder()).isEqualTo("other");
    }
  }

  @Test
  void aLeaderThatLostTheLeaseEndsAtOnce() throws IOException {
    try (LeaseServer server = new LeaseServer("other");
        KubernetesClient client = server.client()) {
      Leadership leadership = of(client);
      callbacks(leadership).onStartLeading();
      callbacks(leadership).onStopLeading();

      assertThat(halts).hasValue(1);
      assertThat(leadership.election().isExitOnStopLeading()).isFalse();
    }
  }
}
