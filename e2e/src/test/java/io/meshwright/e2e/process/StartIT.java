package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a process does before it has, or where it never gets, a configuration. */
@Tag("process")
final class StartIT {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private ProcessMesh mesh;

  @BeforeEach
  void startMesh() {
    mesh = ProcessMesh.start(StartIT.class);
  }

  @AfterEach
  void closeMesh() {
    mesh.close();
  }

  @Test
  void proxyIsReadyOnlyOnceItHasItsConfiguration() {
    mesh.service("web", "http", Shop.PORT);
    mesh.runtime().stop();
    Sidecar sidecar = mesh.add(pod("web").sidecar(Sidecar.Kind.MESHWRIGHT)).sidecar();
    await("the probe is answered")
        .atMost(START_LIMIT)
        .ignoreExceptions()
        .until(() -> sidecar.probe().status() != 0);

    assertThat(sidecar.probe().status()).isEqualTo(503);
    assertThat(sidecar.configDump().listeners()).isEmpty();

    mesh.runtime().restart();
    sidecar.awaitReady();
    ConfigDump dump = sidecar.configDump();
    assertThat(dump.listeners()).contains("virtualInbound", "virtualOutbound", "0.0.0.0_9080");
    assertThat(dump.clusters()).contains("inbound|9080||", "PassthroughCluster");
  }

  @Test
  void badFilesAtTheStartAreNamedAndTheRestIsServed() {
    Service web = mesh.service("web", "http", Shop.PORT);
    mesh.add(pod("web")).http(Shop.PORT);
    mesh.runtime().stop();
    mesh.apply("broken", "kind: [VirtualService");
    mesh.apply(
        "wrong",
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: wrong, namespace: shop}
        spec:
          hosts: [wrong]
          http: [{timeout: soon, route: [{destination: {host: web}}]}]
        """);
    mesh.runtime().restart();

    Pod client = mesh.add(pod("client").sidecar(Sidecar.Kind.MESHWRIGHT));
    mesh.awaitReady();

    assertThat(client.get(web).send().status()).isEqualTo(200);
    assertThat(mesh.runtime().log())
        .contains("broken.yaml:1: found a syntax error")
        .contains("wrong.yaml: VirtualService shop/wrong: spec.http[0].timeout: found soon");
  }
}
