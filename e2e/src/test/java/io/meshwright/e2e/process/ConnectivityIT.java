package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is captured gets where it wanted to go: any family, any protocol, inside and outside. */
@Tag("process")
final class ConnectivityIT {
  private static final int ECHO_PORT = 9000;
  private static final int OUTSIDE_PORT = 8081;

  @AutoClose private static Shop shop;
  private static Service echo;
  private static Pod outside;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(ConnectivityIT.class);
    echo = shop.mesh().service("echo", "tcp-echo", ECHO_PORT);
    shop.mesh().add(pod("echo").sidecar(Sidecar.Kind.MESHWRIGHT)).tcpEcho(ECHO_PORT);
    outside = shop.mesh().outsider("outside");
    outside.http(OUTSIDE_PORT);
    outside.http(Shop.PORT);
    outside.tcpEcho(ECHO_PORT + 1);
    shop.mesh().awaitReady();
    String cluster = "outbound|" + ECHO_PORT + "||" + echo.host();
    shop.ours().sidecar().awaitConfig(cluster, dump -> dump.endpoints().contains(cluster));
    shop.envoys().sidecar().awaitConfig(cluster, dump -> dump.endpoints().contains(cluster));
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void serviceAnswersAtItsIpv4Address(Sidecar.Kind kind) {
    assertThat(shop.client(kind).get(shop.reviews()).send().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void serviceAnswersAtItsIpv6Address(Sidecar.Kind kind) {
    HttpCall call =
        shop.client(kind).get(shop.reviews().v6(), shop.reviews().port(), "reviews:" + Shop.PORT);

    assertThat(call.send().version()).startsWith("v");
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void opaqueConnectionIsRelayedUntilBothHalvesClose(Sidecar.Kind kind) throws IOException {
    String large = "x".repeat(1 << 20);

    try (Socket socket = shop.client(kind).connect(echo.v4(), ECHO_PORT)) {
      assertThat(TcpEchoApp.conversation(socket, "hello"))
          .isEqualTo(TcpEchoApp.GREETING + "hello" + TcpEchoApp.FAREWELL);
    }
    try (Socket socket = shop.client(kind).connect(echo.v6(), ECHO_PORT)) {
      assertThat(TcpEchoApp.conversation(socket, large))
          .isEqualTo(TcpEchoApp.GREETING + large + TcpEchoApp.FAREWELL);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void serverMaySpeakFirst(Sidecar.Kind kind) throws IOException {
    try (Socket socket = shop.client(kind).connect(echo.v4(), ECHO_PORT)) {
      byte[] greeting = socket.getInputStream().readNBytes(TcpEchoApp.GREETING.length());

      assertThat(new String(greeting, StandardCharsets.US_ASCII)).isEqualTo(TcpEchoApp.GREETING);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void hostOutsideTheMeshIsReached(Sidecar.Kind kind) throws IOException {
    Pod client = shop.client(kind);

    for (int port : List.of(OUTSIDE_PORT, Shop.PORT)) {
      assertThat(outside(client, port).send().pod()).isEqualTo("outside");
      assertThat(client.get(outside.addresses().v6(), port, "example.org").send().pod())
          .isEqualTo("outside");
    }
    try (Socket socket = client.connect(outside.addresses().v4(), ECHO_PORT + 1)) {
      assertThat(TcpEchoApp.conversation(socket, "hello"))
          .isEqualTo(TcpEchoApp.GREETING + "hello" + TcpEchoApp.FAREWELL);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void hostOutsideTheRegistryIsRefusedWhereOnlyTheRegistryIsAllowed(Sidecar.Kind kind) {
    Pod client = shop.client(kind);
    shop.mesh().apply("mesh", meshConfig("REGISTRY_ONLY"));
    try {
      shop.awaitRoute("block_all");

      assertThat(outside(client, Shop.PORT).send().status()).isEqualTo(502);
      assertThatThrownBy(() -> outside(client, OUTSIDE_PORT).send())
          .hasCauseInstanceOf(IOException.class);
      assertThat(client.get(shop.reviews()).send().status()).isEqualTo(200);
    } finally {
      shop.mesh().apply("mesh", meshConfig("ALLOW_ANY"));
      shop.awaitRoute("allow_any");
    }
  }

  private static HttpCall outside(Pod client, int port) {
    return client.get(outside.addresses().v4(), port, "example.org");
  }

  private static String meshConfig(String outboundMode) {
    return """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |
            outboundTrafficPolicy: {mode: %s}
        """
        .formatted(outboundMode);
  }
}
