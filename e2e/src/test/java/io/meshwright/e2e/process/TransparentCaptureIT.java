package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pods in the interception mode {@code TPROXY}, whoever's proxy they have: the application sees who
 * its client is, and the proxy still serves it.
 */
@Tag("process")
@Tag("after-0.1.0")
final class TransparentCaptureIT {
  private static final int HTTP_PORT = 9080;
  private static final int TCP_PORT = 9091;

  /** Where a Sidecar has the application serve, on its loopback device; clients dial the other. */
  private static final int HIDDEN_PORT = 9081;

  private static final int LISTED_PORT = 9082;
  private static final String PEER = "x-peer";
  private static final String REQUEST_ID = "x-seen-request-id";

  @AutoClose private static ProcessMesh mesh;
  private static final Map<Sidecar.Kind, Service> SERVICES = new EnumMap<>(Sidecar.Kind.class);
  private static Pod one;
  private static Pod other;
  private static Pod member;

  @BeforeAll
  static void startPods() {
    mesh = ProcessMesh.start(TransparentCaptureIT.class);
    for (Sidecar.Kind kind : List.of(Sidecar.Kind.MESHWRIGHT, Sidecar.Kind.ENVOY)) {
      SERVICES.put(
          kind,
          mesh.service(
              name(kind),
              List.of(new Service.Port("http", HTTP_PORT), new Service.Port("tcp", TCP_PORT))));
      mesh.apply(name(kind), sidecar(name(kind)));
      Pod pod = mesh.add(pod(name(kind)).sidecar(kind).captured(true));
      pod.accept(HTTP_PORT, TransparentCaptureIT::answerWithPeer);
      pod.accept(HIDDEN_PORT, TransparentCaptureIT::answerWithPeer);
      pod.accept(TCP_PORT, TransparentCaptureIT::sayPeer);
    }
    member = mesh.add(pod("member").sidecar(Sidecar.Kind.MESHWRIGHT));
    one = mesh.outsider("one");
    other = mesh.outsider("other");
    mesh.awaitReady();
  }

  @ParameterizedTest
  @CsvSource({"MESHWRIGHT, false", "MESHWRIGHT, true", "ENVOY, false", "ENVOY, true"})
  void applicationSeesTheClientsAddress(Sidecar.Kind kind, boolean ipv6) {
    InetAddress client = ipv6 ? one.addresses().v6() : one.addresses().v4();

    HttpMessage answer = get(one, server(kind, ipv6)).message();

    assertThat(answer.headers()).containsEntry(PEER, client.getHostAddress());
    assertThat(answer.headers()).as("it came by the proxy").containsKey(REQUEST_ID);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void applicationOnTheLoopbackDeviceSeesItsProxy(Sidecar.Kind kind) {
    assertThat(one.get(server(kind, false), LISTED_PORT, "server").send().message().headers())
        .containsEntry(PEER, "127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void clientsDoNotShareConnections(Sidecar.Kind kind) throws IOException {
    InetSocketAddress server = new InetSocketAddress(server(kind, false), HTTP_PORT);
    try (HttpConnection first = HttpConnection.open(one.namespace(), server);
        HttpConnection second = HttpConnection.open(other.namespace(), server)) {
      for (int round = 0; round < 3; round++) {
        assertThat(first.exchange(call(one, server).message()).headers())
            .containsEntry(PEER, one.addresses().text4());
        assertThat(second.exchange(call(other, server).message()).headers())
            .containsEntry(PEER, other.addresses().text4());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"MESHWRIGHT, false", "MESHWRIGHT, true", "ENVOY, false", "ENVOY, true"})
  void opaqueConnectionsKeepTheirSource(Sidecar.Kind kind, boolean ipv6) throws IOException {
    InetAddress client = ipv6 ? one.addresses().v6() : one.addresses().v4();
    try (Socket socket = one.connect(server(kind, ipv6), TCP_PORT)) {
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo(client.getHostAddress());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void clientOfTheMeshIsSeenToo(Sidecar.Kind kind) {
    assertThat(called(member, kind).message().headers())
        .containsEntry(PEER, member.addresses().text4())
        .containsKey(REQUEST_ID);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void applicationCallsItsOwnServiceThroughBothSidesOfItsProxy(Sidecar.Kind kind) {
    Pod self = mesh.pod(name(kind));
    assertThat(called(self, kind).message().headers())
        .containsEntry(PEER, self.addresses().text4())
        .containsKey(REQUEST_ID);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void applicationCallsItselfWithoutTheProxy(Sidecar.Kind kind) {
    Pod self = mesh.pod(name(kind));
    for (InetAddress address :
        List.of(self.addresses().v4(), self.addresses().v6(), InetAddress.getLoopbackAddress())) {
      assertThat(get(self, address).message().headers())
          .containsEntry(PEER, address.getHostAddress())
          .doesNotContainKey(REQUEST_ID);
    }
  }

  /** Asks the service of a kind's pod, once its endpoints are known. */
  private static HttpAnswer called(Pod client, Sidecar.Kind kind) {
    HttpCall call = client.get(Objects.requireNonNull(SERVICES.get(kind)));
    call.awaitOk("the service is served");
    return call.send();
  }

  private static HttpAnswer get(Pod client, InetAddress server) {
    return client.get(server, HTTP_PORT, "server").send();
  }

  private static HttpCall call(Pod client, InetSocketAddress server) {
    return client.get(server.getAddress(), server.getPort(), "server");
  }

  private static InetAddress server(Sidecar.Kind kind, boolean ipv6) {
    Addresses addresses = mesh.pod(name(kind)).addresses();
    return ipv6 ? addresses.v6() : addresses.v4();
  }

  private static String name(Sidecar.Kind kind) {
    return "seeing-" + kind.name().toLowerCase(Locale.ROOT);
  }

  private static String sidecar(String app) {
    return """
    apiVersion: networking.istio.io/v1
    kind: Sidecar
    metadata: {name: %1$s, namespace: shop}
    spec:
      workloadSelector: {labels: {app: %1$s}}
      egress: [{hosts: ["./*"]}]
      ingress:
      - {port: {number: %2$d, protocol: HTTP, name: http}}
      - {port: {number: %3$d, protocol: TCP, name: tcp}}
      - {port: {number: %4$d, protocol: HTTP, name: listed}, defaultEndpoint: "127.0.0.1:%5$d"}
    """
        .formatted(app, HTTP_PORT, TCP_PORT, LISTED_PORT, HIDDEN_PORT);
  }

  private static void answerWithPeer(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    Optional<HttpMessage> request = HttpMessage.readRequest(in);
    while (request.isPresent()) {
      @Nullable String id = request.get().headers().get("x-request-id");
      Map<String, String> headers =
          id == null ? Map.of(PEER, peer(socket)) : Map.of(PEER, peer(socket), REQUEST_ID, id);
      new HttpMessage("HTTP/1.1 200 OK", headers, "").writeTo(socket.getOutputStream());
      request = HttpMessage.readRequest(in);
    }
  }

  private static void sayPeer(Socket socket) throws IOException {
    socket.getOutputStream().write(peer(socket).getBytes(StandardCharsets.US_ASCII));
  }

  private static String peer(Socket socket) {
    return socket.getInetAddress().getHostAddress();
  }
}
