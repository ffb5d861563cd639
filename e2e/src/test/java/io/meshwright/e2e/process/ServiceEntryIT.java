package io.meshwright.e2e.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.e2e.cluster.Patience;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mesh that lets nothing out reaches what is registered, whoever's proxy is in between. */
@Tag("process")
@Tag("after-0.1.0")
final class ServiceEntryIT {
  private static final int HTTP = 8080;
  private static final int OPAQUE = 6379;

  /** The first outsider is in it, the second is not. */
  private static final String RANGE = "203.0.113.0/31";

  @AutoClose private static Shop shop;
  private static Pod first;
  private static Pod second;

  @BeforeAll
  static void startShop() {
    shop = Shop.start(ServiceEntryIT.class);
    first = shop.mesh().outsider("first");
    second = shop.mesh().outsider("second");
    first.http(HTTP);
    second.http(HTTP);
    first.tcpEcho(OPAQUE);
    second.tcpEcho(OPAQUE);
    shop.mesh()
        .apply(
            "mesh-config",
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data:
              mesh: |
                outboundTrafficPolicy: {mode: REGISTRY_ONLY}
            """);
    shop.mesh().apply("entries", entries());
    workload(first);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void hostThatIsNotRegisteredIsNotReached(Sidecar.Kind kind) {
    HttpCall call = shop.client(kind).get(first.addresses().v4(), HTTP, "listed.example.com");
    awaitAnswerOf("second", call);

    assertThat(call.host("unlisted.example.com").send().status()).isEqualTo(502);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void endpointsAnswerForTheHostWhateverWasDialled(Sidecar.Kind kind) {
    HttpCall call = shop.client(kind).get(first.addresses().v4(), HTTP, "");
    awaitAnswerOf("second", call.host("listed.example.com"));
    awaitAnswerOf("second", call.host("resolved.example.com:8080"));
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void selectorFollowsWorkloadEntries(Sidecar.Kind kind) {
    HttpCall call = shop.client(kind).get(first.addresses().v4(), HTTP, "chosen.example.com");
    awaitAnswerOf("first", call);
    workload(second);
    awaitAnswerOf("second", call);
    workload(first);
    awaitAnswerOf("first", call);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void opaqueConnectionsPassToRegisteredRangesOnly(Sidecar.Kind kind) throws IOException {
    shop.client(kind)
        .sidecar()
        .awaitConfig("the range", dump -> dump.listeners().contains("0.0.0.0_" + OPAQUE));
    try (Socket allowed = shop.client(kind).connect(first.addresses().v4(), OPAQUE)) {
      assertThat(TcpEchoApp.conversation(allowed, "hello"))
          .startsWith(TcpEchoApp.GREETING)
          .contains("hello");
    }
    try (Socket refused = shop.client(kind).connect(second.addresses().v4(), OPAQUE)) {
      assertThat(new String(refused.getInputStream().readAllBytes(), US_ASCII)).isEmpty();
    }
  }

  private static void awaitAnswerOf(String pod, HttpCall call) {
    Patience.await(call.authority() + " is answered by " + pod)
        .untilAsserted(
            () -> {
              HttpAnswer answer = call.send();
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.pod()).isEqualTo(pod);
            });
  }

  private static void workload(Pod pod) {
    shop.mesh()
        .apply(
            "workload",
            """
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: chosen, namespace: shop}
            spec: {address: %s, labels: {app: chosen}}
            """
                .formatted(pod.addresses().text4()));
  }

  private static String entries() {
    return entry(
            "listed",
            """
            hosts: [listed.example.com]
            resolution: STATIC
            ports: [{number: 8080, name: http, protocol: HTTP}]
            endpoints: [{address: %s}]
            """
                .formatted(second.addresses().text4()))
        + "---\n"
        + entry(
            "resolved",
            """
            hosts: [resolved.example.com]
            resolution: DNS
            ports: [{number: 8080, name: http, protocol: HTTP}]
            endpoints: [{address: %s, ports: {http: 8080}}]
            """
                .formatted(second.addresses().text4()))
        + "---\n"
        + entry(
            "chosen",
            """
            hosts: [chosen.example.com]
            location: MESH_INTERNAL
            resolution: STATIC
            ports: [{number: 8080, name: http, protocol: HTTP}]
            workloadSelector: {labels: {app: chosen}}
            """)
        + "---\n"
        + entry(
            "range",
            """
            hosts: [range.example.com]
            addresses: [%s]
            resolution: NONE
            ports: [{number: 6379, name: tcp, protocol: TCP}]
            """
                .formatted(RANGE));
  }

  private static String entry(String name, String spec) {
    return """
    apiVersion: networking.istio.io/v1
    kind: ServiceEntry
    metadata: {name: %s, namespace: shop}
    spec:
    """
            .formatted(name)
        + spec.indent(2);
  }
}
