package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the other tests of the tier take for granted. */
@Tag("process")
final class FabricIT {
  private static final Addresses SERVER = new Addresses(Addresses.PODS, 1);
  private static final Addresses OUTSIDE = new Addresses(Addresses.OUTSIDE, 1);
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int PORT = 9080;

  @AutoClose private static Fabric fabric;
  private static NetworkNamespace client;
  private static NetworkNamespace server;
  private static NetworkNamespace outside;

  @BeforeAll
  static void attachHosts() {
    fabric = Fabric.create();
    server = fabric.attach("server", SERVER);
    client = fabric.attach("client", new Addresses(Addresses.PODS, 2));
    outside = fabric.attach("outside", OUTSIDE);
  }

  @Test
  void podsReachEachOtherByBothFamilies() throws IOException {
    try (HttpApp _ = HttpApp.start(server, PORT, "server", "v1")) {
      assertThat(get(SERVER.v4()).pod()).isEqualTo("server");
      assertThat(get(SERVER.v6()).pod()).isEqualTo("server");
    }
  }

  @Test
  void podsReachHostsOutsideByBothFamilies() throws IOException {
    try (HttpApp _ = HttpApp.start(outside, PORT, "outside", "v1")) {
      assertThat(get(OUTSIDE.v4()).pod()).isEqualTo("outside");
      assertThat(get(OUTSIDE.v6()).pod()).isEqualTo("outside");
    }
  }

  @Test
  void serviceAddressIsUnreachableWithoutAProxy() {
    Addresses service = new Addresses(Addresses.SERVICES, 1);

    assertThatThrownBy(() -> get(service.v4())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> get(service.v6())).isInstanceOf(IOException.class);
  }

  @Test
  void loadCountsEachAnswer() {
    try (HttpApp app = HttpApp.start(server, PORT, "server", "v1")) {
      Tally.Report report = call(SERVER.v4()).times(2000).over(4).run();

      assertThat(report.failures()).isEmpty();
      assertThat(report.statuses()).isEqualTo(Map.of(200, 2000));
      assertThat(report.versions()).isEqualTo(Map.of("v1", 2000));
      assertThat(app.receivedRequests()).isEqualTo(2000);
      assertThat(app.acceptedConnections()).isEqualTo(4);
    }
  }

  @Test
  void loadNoticesALostRequest() {
    HttpApp app = HttpApp.start(server, PORT, "server", "v1");

    Tally.Report report =
        call(SERVER.v4())
            .times(10_000)
            .during(
                () -> {
                  await().until(() -> app.receivedRequests() > 10);
                  app.close();
                  int before = app.receivedRequests();
                  try (HttpApp again = HttpApp.start(server, PORT, "server", "v1")) {
                    await().until(() -> again.receivedRequests() > 10);
                  }
                  assertThat(app.receivedRequests()).isEqualTo(before);
                });

    assertThat(report.failures()).isNotEmpty();
    assertThat(report.statuses().get(200)).isGreaterThan(20);
  }

  @Test
  void leftoversOfADeadRunAreRemoved() {
    RunName dead = new RunName(ProcessHandle.current().pid(), 1);
    String leftover = dead + "-1-pod";
    HostCommand.of("ip", "netns", "add", leftover).run();

    Fabric.create().close();

    assertThat(Fabric.namespaces()).doesNotContain(leftover);
    assertThat(Fabric.namespaces()).contains(client.name());
  }

  private static HttpAnswer get(InetAddress address) throws IOException {
    client.connect(new InetSocketAddress(address, PORT), LIMIT).close();
    return call(address).send();
  }

  private static HttpCall call(InetAddress address) {
    return new HttpCall(client, new InetSocketAddress(address, PORT), "server", "/", Map.of());
  }
}
