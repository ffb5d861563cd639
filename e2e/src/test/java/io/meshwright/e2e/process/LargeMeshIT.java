package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mesh whose clusters come to a proxy that starts in parts, whoever's it is. */
@Tag("process")
@Tag("after-0.1.0")
final class LargeMeshIT {
  private static final int SERVICES = 1_500;
  private static final int PORT = 9080;

  @AutoClose private static ProcessMesh mesh;
  private static Service last;

  @BeforeAll
  static void startMesh() {
    mesh = ProcessMesh.start(LargeMeshIT.class);
    StringBuilder yaml = new StringBuilder();
    for (int i = 0; i < SERVICES; i++) {
      yaml.append(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: many-%d, namespace: shop}
          spec: {clusterIP: 10.98.%d.%d, ports: [{name: tcp, port: 7000}]}
          ---
          """
              .formatted(i, i / 250, i % 250));
    }
    mesh.apply("many", yaml.substring(0, yaml.lastIndexOf("---")));
    last = mesh.service("zz-last", "http", PORT);
    mesh.add(pod("zz-last")).http(PORT);
    for (Sidecar.Kind kind : List.of(Sidecar.Kind.MESHWRIGHT, Sidecar.Kind.ENVOY)) {
      mesh.add(pod(name(kind)).sidecar(kind));
    }
    mesh.awaitReady();
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void proxyThatIsReadyReachesTheLastService(Sidecar.Kind kind) {
    assertThat(mesh.pod(name(kind)).get(last).send().pod()).isEqualTo("zz-last");
  }

  @Test
  void clustersCameInParts() {
    var cds =
        EnvoyStats.of(
            mesh.pod(name(Sidecar.Kind.ENVOY)).sidecar(), "cds.update_(rejected|success)$");
    assertThat(cds.get("cluster_manager.cds.update_rejected")).isZero();
    assertThat(cds.get("cluster_manager.cds.update_success")).isGreaterThan(1);
  }

  private static String name(Sidecar.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
