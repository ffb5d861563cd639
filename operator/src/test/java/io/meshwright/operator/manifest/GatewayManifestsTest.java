package io.meshwright.operator.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.ManagedGateway;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a version renders of a gateway is a promise from the release on: another template replaces
 * all pods. {@code -Dgolden.update=true} writes the files of the newest version.
 */
final class GatewayManifestsTest {

  private static final Path APPROVED =
      Path.of("src/test/resources/gateways").resolve(MeshVersion.NEWEST);
  private static final Path OBJECT_TABLE = Path.of("../docs/reference/objects.md");
  private static final GatewayProxy PROXY =
      new GatewayProxy("default-0-2-0-abc", MeshVersion.NEWEST, "1a2b3c4d");

  private static GatewayPlan plan(String name, Optional<GatewayProxy> proxy) throws IOException {
    ManagedGateway gateway =
        new KubernetesSerialization()
            .unmarshal(Files.readString(APPROVED.resolve(name + ".in.yaml")), ManagedGateway.class);
    Integer replicas = gateway.replicas();
    return new GatewayPlan(
        "default",
        Objects.requireNonNullElse(gateway.namespace(), "istio-system"),
        gateway,
        proxy,
        replicas == null ? new Scaling(Optional.empty(), Optional.of(2)) : Scaling.fixed(replicas));
  }

  @ParameterizedTest
  @ValueSource(strings = {"defaults", "full"})
  void rendersAsApproved(String name) throws IOException {
    String yaml =
        GatewayManifests.of(plan(name, Optional.of(PROXY))).stream()
            .map(StableText::yaml)
            .collect(Collectors.joining());
    Path approved = APPROVED.resolve(name + ".out.yaml");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(approved, yaml);
    }
    assertThat(yaml).isEqualTo(Files.readString(approved));
  }

  @Test
  void withoutAProxyThereIsAllButTheDeployment() throws IOException {
    List<HasMetadata> without = GatewayManifests.of(plan("full", Optional.empty()));
    List<HasMetadata> with = GatewayManifests.of(plan("full", Optional.of(PROXY)));

    assertThat(with)
        .filteredOn(object -> !object.getKind().equals("Deployment"))
        .isEqualTo(without)
        .hasSize(with.size() - 1);
  }

  @Test
  void theKindsAreThoseOfTheObjects() throws IOException {
    assertThat(GatewayManifests.of(plan("full", Optional.of(PROXY))))
        .<Class<?>>map(HasMetadata::getClass)
        .containsExactlyInAnyOrderElementsOf(List.copyOf(GatewayManifests.KINDS));
  }

  @Test
  void theObjectTableNamesEveryKind() throws IOException {
    String table = Files.readString(OBJECT_TABLE);
    assertThat(GatewayManifests.KINDS)
        .allSatisfy(
            kind ->
                assertThat(table).contains("| " + HasMetadata.getKind(kind) + " | `GATEWAY` |"));
  }
}
