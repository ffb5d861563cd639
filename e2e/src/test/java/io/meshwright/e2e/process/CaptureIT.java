package io.meshwright.e2e.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rendered capture rules, with a proxy that does no more than pass on and count. */
@Tag("process")
final class CaptureIT {
  private static final int PORT = 9080;
  private static final int EXCLUDED_PORT = 15020;

  @AutoClose private static Fabric fabric;
  @AutoClose private static WorkDirectory directory;
  @AutoClose private static Pod client;
  @AutoClose private static Pod server;

  @BeforeAll
  static void startPods() throws IOException {
    fabric = Fabric.create();
    directory = WorkDirectory.create();
    CaptureRules rules = CaptureRules.rendered();
    Path logs = Checkout.logs(CaptureIT.class);
    client = start("client", new Addresses(Addresses.PODS, 1), rules, logs);
    server = start("server", new Addresses(Addresses.PODS, 2), rules, logs);
    server.http(PORT);
    server.http(EXCLUDED_PORT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connectionsGoThroughBothProxies(boolean ipv6) {
    InetAddress destination = ipv6 ? server.addresses().v6() : server.addresses().v4();
    int outbound = connections(client, "outbound");
    int inbound = connections(server, "inbound");

    assertThat(client.get(destination, PORT, "server").send().pod()).isEqualTo("server");

    assertThat(connections(client, "outbound")).isEqualTo(outbound + 1);
    assertThat(connections(server, "inbound")).isEqualTo(inbound + 1);
  }

  @Test
  void excludedInboundPortIsNotCaptured() {
    int inbound = connections(server, "inbound");

    HttpAnswer answer = client.get(server.addresses().v4(), EXCLUDED_PORT, "server").send();

    assertThat(answer.pod()).isEqualTo("server");
    assertThat(connections(server, "inbound")).isEqualTo(inbound);
  }

  @Test
  void loopbackIsNotCaptured() {
    int outbound = connections(server, "outbound");

    assertThat(server.get(InetAddress.getLoopbackAddress(), PORT, "server").send().pod())
        .isEqualTo("server");

    assertThat(connections(server, "outbound")).isEqualTo(outbound);
  }

  @Test
  void aConnectionWaitsUntilTheProxyIsBack() {
    HttpCall call = client.get(server.addresses().v4(), PORT, "server");
    CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();

    client
        .sidecar()
        .crashBefore(
            () -> {
              answer.completeAsync(call::send);
              await("a connection that nobody answers")
                  .until(() -> !client.namespace().shell("ss -Htn state syn-sent").isBlank());
            });

    assertThat(answer.join().pod()).isEqualTo("server");
  }

  @Test
  void halfCloseReachesTheOtherSide() throws IOException {
    server.tcpEcho(PORT + 1);

    try (Socket socket = client.connect(server.addresses().v4(), PORT + 1)) {
      assertThat(TcpEchoApp.conversation(socket, "hello"))
          .isEqualTo(TcpEchoApp.GREETING + "hello" + TcpEchoApp.FAREWELL);
    }
  }

  private static Pod start(String name, Addresses addresses, CaptureRules rules, Path logs)
      throws IOException {
    Path folder = directory.folder(name, Sidecar.UID);
    Pod pod = new Pod(PodSpec.pod(name), addresses, fabric.attach(name, addresses), folder);
    Path bootstrap = folder.resolve("envoy.yaml");
    Files.writeString(bootstrap, Resource.text("capturing-envoy.yaml"));
    rules.applyTo(pod.namespace());
    pod.sidecar(Sidecar.start(pod, EnvoySidecar.serving(bootstrap), logs));
    await(name + "'s proxy listens")
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> pod.sidecar().admin("/ready").status() == 200);
    return pod;
  }

  private static int connections(Pod pod, String listener) {
    return EnvoyStats.of(pod.sidecar(), "listener." + listener + ".downstream_cx_total$")
        .values()
        .stream()
        .mapToInt(Integer::intValue)
        .sum();
  }
}
