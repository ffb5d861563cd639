package io.meshwright.e2e.mesh;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A test that installs and changes the mesh itself: none is there before it, and none is left. What
 * its subclasses need to follow the installation.
 */
abstract class OwnMesh {

  static final String MESH = "default";
  static final String NAMESPACE = "istio-system";

  /** The version that is tested. */
  static final String CURRENT = System.getProperty("meshwright.version");

  /** Requests per second of the load that looks for failures. */
  static final int PER_SECOND = 100;

  /** The first version of the sample is a canary, after which waves wait for a word. */
  static final String CANARY_FIRST =
      """
      {"spec": {"dataPlane": {"mode": "Automatic", "waves": [
        {"name": "canary", "workloadSelector": {"matchLabels": {"version": "v1"}}, "pause": "forever"}]}}}
      """;

  @BeforeEach
  void removeTheMeshOfOtherTests(Operator operator) {
    operator.delete(MESH);
  }

  @AfterEach
  void removeTheMesh(Operator operator, TestNamespace namespace) {
    namespace.removeWorkloads();
    operator.delete(MESH);
  }

  /** Waits until a part of the status is in one of some phases; each may last a moment only. */
  static void awaitPhase(Operator operator, String part, String... phases) {
    Patience.await("phase " + String.join(" or ", phases) + " of " + part)
        .until(() -> phase(operator, part).filter(List.of(phases)::contains).isPresent());
  }

  /** The phase of a part of the status; empty before there is one. */
  static Optional<String> phase(Operator operator, String part) {
    return Optional.ofNullable(operator.installation(MESH).<String>get("status", part, "phase"));
  }

  /** Fingerprints of the roots that are trusted, as the installation says them. */
  static List<String> roots(Operator operator) {
    List<Map<String, Object>> roots = operator.installation(MESH).get("status", "trust", "roots");
    return roots == null
        ? List.of()
        : roots.stream().map(root -> String.valueOf(root.get("fingerprint"))).toList();
  }
}
