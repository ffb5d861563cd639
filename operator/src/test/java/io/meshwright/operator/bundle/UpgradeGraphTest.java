package io.meshwright.operator.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class UpgradeGraphTest {

  private static final UpgradeGraph THREE = UpgradeGraph.of("# comment\n0.0.1\n\n0.0.2\n");

  @Test
  void thisVersionReplacesTheLastRelease() {
    assertThat(THREE.head()).isEqualTo(MeshVersion.NEWEST);
    assertThat(THREE.replaced()).contains("0.0.2");
    assertThat(UpgradeGraph.of("").replaced()).isEmpty();
  }

  @Test
  void eachChannelHasOneHeadAndAWayToIt() throws IOException {
    UpgradeGraph published = UpgradeGraph.of(Files.readString(Path.of("../olm-bundle/releases")));
    for (UpgradeGraph graph : List.of(THREE, published)) {
      assertThat(channels(graph)).hasSize(2).allSatisfy(UpgradeGraphTest::hasOneHead);
    }
  }

  private static void hasOneHead(List<Map<String, String>> entries) {
    Set<String> heads = new HashSet<>();
    Set<String> replaced = new HashSet<>();
    entries.forEach(
        entry -> {
          heads.add(entry.getOrDefault("name", ""));
          if (entry.containsKey("replaces")) {
            assertThat(replaced.add(entry.getOrDefault("replaces", ""))).isTrue();
          }
        });
    assertThat(heads).containsAll(replaced);
    heads.removeAll(replaced);
    assertThat(heads).containsExactly(UpgradeGraph.name(MeshVersion.NEWEST));
    assertThat(entries).hasSize(replaced.size() + 1);
  }

  @SuppressWarnings("unchecked") // the shape of a file-based catalog
  private static List<List<Map<String, String>>> channels(UpgradeGraph graph) {
    List<Map<String, Object>> blobs =
        (List<Map<String, Object>>) graph.catalog("image").getOrDefault("entries", List.of());
    return blobs.stream()
        .filter(blob -> "olm.channel".equals(blob.get("schema")))
        .map(blob -> (List<Map<String, String>>) blob.getOrDefault("entries", List.of()))
        .toList();
  }

  @Test
  void aReleaseIsNotReleasedTwice() {
    assertThatThrownBy(() -> UpgradeGraph.of(MeshVersion.NEWEST))
        .hasMessageContaining("expected earlier versions only");
  }
}
