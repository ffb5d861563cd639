package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meshwright.e2e.cluster.Patience;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Applications that serve on Unix sockets and reach the mesh by them, and a host of the mesh that
 * is one, whoever's proxy is between.
 */
@Tag("process")
@Tag("after-0.1.0")
final class UnixSocketsIT {
  private static final int PORT = 9080;
  private static final String AGENT = "agent.example.com";
  private static final Deque<AutoCloseable> PARTS = new ArrayDeque<>();

  private static ProcessMesh mesh;
  private static Pod outsider;

  @BeforeAll
  static void startMesh() {
    mesh = ProcessMesh.start(UnixSocketsIT.class);
    PARTS.push(mesh);
    outsider = mesh.outsider("browser");
    for (Sidecar.Kind kind : List.of(Sidecar.Kind.MESHWRIGHT, Sidecar.Kind.ENVOY)) {
      String name = name(kind);
      mesh.service(name, "http", PORT);
      Pod pod = mesh.add(pod(name).sidecar(kind));
      Path folder = pod.directory();
      PARTS.push(UnixApp.start(folder.resolve("app.sock"), name));
      PARTS.push(UnixApp.start(folder.resolve("agent.sock"), "agent-" + name));
      mesh.apply(
          name,
          """
          apiVersion: networking.istio.io/v1
          kind: Sidecar
          metadata: {name: NAME, namespace: shop}
          spec:
            workloadSelector: {labels: {app: NAME}}
            ingress:
            - {port: {number: PORT, protocol: HTTP, name: http}, defaultEndpoint: "unix://FOLDER/app.sock"}
            egress:
            - {port: {number: 0, protocol: HTTP}, bind: "unix://FOLDER/mesh.sock", hosts: ["./*"]}
          ---
          apiVersion: networking.istio.io/v1
          kind: ServiceEntry
          metadata: {name: agent-NAME, namespace: shop}
          spec:
            hosts: [NAME.AGENT]
            resolution: STATIC
            ports: [{number: 80, name: http, protocol: HTTP}]
            endpoints: [{address: "unix://FOLDER/agent.sock"}]
          """
              .replace("NAME", name)
              .replace("PORT", "" + PORT)
              .replace("AGENT", AGENT)
              .replace("FOLDER", folder.toString()));
    }
    mesh.awaitReady();
  }

  @AfterAll
  static void stop() {
    Cleanup.closeAll(PARTS);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void applicationServesOnASocket(Sidecar.Kind kind) {
    HttpCall call = outsider.get(mesh.pod(name(kind)).addresses().v4(), PORT, name(kind));
    call.awaitOk("the proxy dials the socket");
    assertThat(call.send().pod()).isEqualTo(name(kind));
  }

  /** From socket to socket: by both proxies. */
  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void applicationReachesTheMeshByASocket(Sidecar.Kind kind) throws Exception {
    Sidecar.Kind other = kind == Sidecar.Kind.ENVOY ? Sidecar.Kind.MESHWRIGHT : Sidecar.Kind.ENVOY;
    String host = name(other) + ".shop.svc.cluster.local";
    awaitPod(kind, host, name(other));
    HttpAnswer answer = UnixApp.get(socket(kind), host + ":" + PORT);
    assertThat(answer.pod()).isEqualTo(name(other));
    assertThat(answer.seenHeaders()).doesNotContainKey("x-forwarded-for");
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void hostOfTheMeshIsASocket(Sidecar.Kind kind) {
    awaitPod(kind, name(kind) + "." + AGENT, "agent-" + name(kind));
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void hostThatIsNotImportedIsNotReached(Sidecar.Kind kind) throws Exception {
    awaitPod(kind, name(kind) + "." + AGENT, "agent-" + name(kind));
    assertThat(UnixApp.get(socket(kind), "unknown.example.com").status()).isEqualTo(502);
  }

  private static void awaitPod(Sidecar.Kind kind, String host, String pod) {
    await(host + " by the socket of " + kind)
        .atMost(Patience.LIMIT)
        .ignoreExceptions()
        .until(() -> UnixApp.get(socket(kind), host).pod().equals(pod));
  }

  private static Path socket(Sidecar.Kind kind) {
    return mesh.pod(name(kind)).directory().resolve("mesh.sock");
  }

  private static String name(Sidecar.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
