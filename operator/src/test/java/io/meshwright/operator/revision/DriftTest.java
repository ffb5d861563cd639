package io.meshwright.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.manifest.RevisionManifests;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What others do to the objects of a revision. */
final class DriftTest {

  private final MeshUnderTest mesh = new MeshUnderTest();

  @BeforeEach
  void install() {
    mesh.installation("default", "{controlPlane: {autoscaling: {maxReplicas: 3}}}");
    mesh.settle();
    mesh.cluster.runtimeStarts("istio-system", "root");
    mesh.settle();
    mesh.cluster.writes.clear();
  }

  static Stream<Class<? extends HasMetadata>> kinds() {
    return RevisionManifests.KINDS.stream();
  }

  @DisplayName("LC-C1: a changed object is put right")
  @ParameterizedTest
  @MethodSource("kinds")
  void aChangeIsReverted(Class<? extends HasMetadata> kind) {
    HasMetadata planned = owned(kind);
    ObjectNode changed = tree(planned);
    assertThat(changeOneField(changed)).as("a field to change").isTrue();
    mesh.cluster.put(mesh.cluster.serialization.convertValue(changed, kind));
    assertThat(tree(owned(kind))).isNotEqualTo(tree(planned));

    mesh.settle();

    assertThat(tree(owned(kind))).isEqualTo(tree(planned));
  }

  @DisplayName("LC-C1: a deleted object is made again")
  @ParameterizedTest
  @MethodSource("kinds")
  void aDeletionIsReverted(Class<? extends HasMetadata> kind) {
    List<String> planned = mesh.cluster.names();
    mesh.cluster.delete(owned(kind));
    mesh.cluster.writes.clear();

    mesh.settle();

    assertThat(mesh.cluster.names()).containsExactlyInAnyOrderElementsOf(planned);
    assertThat(mesh.cluster.writes).anyMatch(write -> write.startsWith("apply "));
  }

  @DisplayName("LC-C2: what others may write is no drift")
  @Test
  void statusAndPullSecretsAreNotReverted() {
    ServiceAccount account = owned(ServiceAccount.class);
    mesh.cluster.put(account.edit().addNewImagePullSecret("regcred").build());
    HorizontalPodAutoscaler autoscaler = owned(HorizontalPodAutoscaler.class);
    mesh.cluster.put(autoscaler.edit().withNewStatus().withDesiredReplicas(2).endStatus().build());
    PodDisruptionBudget budget = owned(PodDisruptionBudget.class);
    mesh.cluster.put(budget.edit().withNewStatus().withCurrentHealthy(2).endStatus().build());
    Deployment deployment = owned(Deployment.class);
    mesh.cluster.put(deployment.edit().editSpec().withReplicas(3).endSpec().build());

    mesh.settle();

    assertThat(mesh.cluster.writes).noneMatch(write -> write.startsWith("apply "));
  }

  private <T extends HasMetadata> T owned(Class<T> kind) {
    return mesh.cluster.list(kind).stream()
        .filter(object -> "MeshRevision".equals(labels(object).get("meshwright.io/owner-kind")))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> labels(HasMetadata object) {
    return object.getMetadata().getLabels() == null ? Map.of() : object.getMetadata().getLabels();
  }

  private ObjectNode tree(HasMetadata object) {
    ObjectNode tree = mesh.cluster.serialization.convertValue(object, ObjectNode.class);
    tree.remove("status");
    ((ObjectNode) tree.get("metadata")).remove(List.of("generation", "resourceVersion"));
    return tree;
  }

  /** Changes the first text or number outside of metadata; an object without one, a label. */
  private static boolean changeOneField(ObjectNode object) {
    for (var field : List.copyOf(object.properties())) {
      if (!List.of("apiVersion", "kind", "metadata").contains(field.getKey())
          && change(object, field.getKey(), field.getValue())) {
        return true;
      }
    }
    ObjectNode labels = (ObjectNode) object.get("metadata").get("labels");
    labels.put("app.kubernetes.io/version", "another");
    return true;
  }

  private static boolean change(ObjectNode parent, String name, JsonNode value) {
    return switch (value) {
      case ObjectNode child ->
          List.copyOf(child.properties()).stream()
              .anyMatch(field -> change(child, field.getKey(), field.getValue()));
      case ArrayNode list ->
          list.valueStream()
              .anyMatch(
                  item ->
                      item instanceof ObjectNode child
                          && List.copyOf(child.properties()).stream()
                              .anyMatch(field -> change(child, field.getKey(), field.getValue())));
      // the autoscaler's
      case JsonNode _ when name.equals("replicas") -> false;
      case JsonNode leaf when leaf.isInt() || leaf.isLong() -> {
        parent.put(name, leaf.asInt() + 1);
        yield true;
      }
      case JsonNode leaf when leaf.isTextual() && !leaf.asText().endsWith("%") -> {
        parent.put(name, leaf.asText() + "x");
        yield true;
      }
      case JsonNode _ -> false;
    };
  }
}
