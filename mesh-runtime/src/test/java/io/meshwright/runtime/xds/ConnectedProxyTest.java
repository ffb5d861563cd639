package io.meshwright.runtime.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.xds.ConnectedProxy.State;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a client has refused stays known until it accepts it. */
final class ConnectedProxyTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void refusalEndsWhenTheResourceIsAcceptedNotBefore() throws ConfigException {
    ConnectedProxy proxy = proxy(true);
    proxy.follows(3);
    send(proxy, 4, "a", "b");
    proxy.rejected(XdsType.CLUSTER, "b is bad");
    assertThat(proxy.acknowledgement().rejections())
        .containsExactly(new Rejection(XdsType.CLUSTER, "b is bad", 3, 4, Set.of("b")));

    send(proxy, 5, "c");
    proxy.acknowledged(XdsType.CLUSTER, NOW);
    assertThat(proxy.acknowledgement().rejections()).hasSize(1);
    assertThat(state(proxy)).isEqualTo(State.REJECTED);

    send(proxy, 6, "b");
    proxy.acknowledged(XdsType.CLUSTER, NOW);
    assertThat(proxy.acknowledgement().rejections()).isEmpty();
    assertThat(state(proxy)).isEqualTo(State.ACKNOWLEDGED);
  }

  @Test
  void lastAcceptedResponseStaysKnownWhileLaterOnesAreNot() throws ConfigException {
    ConnectedProxy proxy = proxy(true);
    proxy.sent(XdsType.CLUSTER, new Rejection.Sent(1, Set.of("a")), "1", NOW);
    assertThat(exchange(proxy).accepted()).isEmpty();
    proxy.acknowledged(XdsType.CLUSTER, NOW);
    proxy.sent(XdsType.CLUSTER, new Rejection.Sent(2, Set.of("a")), "2", NOW.plusSeconds(1));
    proxy.rejected(XdsType.CLUSTER, "a is bad");

    assertThat(exchange(proxy))
        .isEqualTo(
            new ConnectedProxy.Exchange(State.REJECTED, "2", Optional.of("1"), NOW.plusSeconds(1)));
  }

  @Test
  void refusalThatNamesNothingIsOfAllThatWasSent() throws ConfigException {
    ConnectedProxy proxy = proxy(true);
    send(proxy, 1, "x", "y");
    proxy.rejected(XdsType.CLUSTER, "?");

    assertThat(proxy.acknowledgement().rejections())
        .containsExactly(new Rejection(XdsType.CLUSTER, "?", 0, 1, Set.of("x", "y")));
  }

  @Test
  void stateOfTheWorldIsAcceptedAsAWhole() throws ConfigException {
    ConnectedProxy proxy = proxy(false);
    send(proxy, 1, "a");
    proxy.rejected(XdsType.CLUSTER, "a is bad");
    send(proxy, 2, "b");
    proxy.acknowledged(XdsType.CLUSTER, NOW);

    assertThat(proxy.acknowledgement().rejections()).isEmpty();
  }

  @Test
  void onlyAnotherModelIsNews() throws ConfigException {
    ConnectedProxy proxy = proxy(true);

    assertThat(proxy.follows(1)).isTrue();
    assertThat(proxy.follows(1)).isFalse();
    assertThat(proxy.acknowledgement().version()).isEqualTo(1);
  }

  private static void send(ConnectedProxy proxy, long version, String... resources) {
    proxy.sent(XdsType.CLUSTER, new Rejection.Sent(version, Set.of(resources)), "n" + version, NOW);
  }

  private static State state(ConnectedProxy proxy) {
    return exchange(proxy).state();
  }

  private static ConnectedProxy.Exchange exchange(ConnectedProxy proxy) {
    return Objects.requireNonNull(proxy.view().types().get(XdsType.CLUSTER));
  }

  private static ConnectedProxy proxy(boolean incremental) throws ConfigException {
    return new ConnectedProxy(
        NodeParser.parse(StreamHarness.NODE, MeshYaml.SETTINGS),
        new ProxyBuild("", ""),
        incremental,
        NOW,
        new ConnectedProxy.Control() {
          @Override
          public void connectAnew() {}

          @Override
          public void sendAgain(XdsType type, Set<String> names) {}

          @Override
          public void move() {}

          @Override
          public void rootsChanged() {}
        });
  }
}
