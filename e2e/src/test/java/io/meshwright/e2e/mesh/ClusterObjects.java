package io.meshwright.e2e.mesh;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What there is in a cluster. */
final class ClusterObjects {

  /** What the cluster itself makes and removes in its own time. */
  private static final Set<String> CHURN = Set.of("Event", "EndpointSlice", "Lease", "PodMetrics");

  private ClusterObjects() {}

  /**
   * Each object of each kind that can be listed, as {@code Kind namespace/name}; without the
   * namespaces of other tests, some of which are on their way out.
   */
  static SortedSet<String> list(KubernetesClient client) {
    Set<String> ofTests = TestNamespace.names(client);
    SortedSet<String> objects = new TreeSet<>();
    for (String groupVersion : groupVersions(client)) {
      for (APIResource kind : client.getApiResources(groupVersion).getResources()) {
        if (kind.getVerbs().contains("list") && !CHURN.contains(kind.getKind())) {
          list(client, groupVersion, kind).stream()
              .filter(object -> !ofTests.contains(namespace(object)))
              .forEach(object -> objects.add(name(object)));
        }
      }
    }
    return objects;
  }

  private static List<String> groupVersions(KubernetesClient client) {
    List<String> versions = new ArrayList<>(List.of("v1"));
    client
        .getApiGroups()
        .getGroups()
        .forEach(group -> versions.add(group.getPreferredVersion().getGroupVersion()));
    return versions;
  }

  private static List<? extends HasMetadata> list(
      KubernetesClient client, String groupVersion, APIResource kind) {
    int slash = groupVersion.indexOf('/');
    return client
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : groupVersion.substring(0, slash))
                .withVersion(groupVersion.substring(slash + 1))
                .withKind(kind.getKind())
                .withPlural(kind.getName())
                .withNamespaced(kind.getNamespaced())
                .build())
        .inAnyNamespace()
        .list()
        .getItems();
  }

  /** The namespace that an object is in, or is. */
  private static String namespace(HasMetadata object) {
    return object.getKind().equals("Namespace")
        ? object.getMetadata().getName()
        : Objects.requireNonNullElse(object.getMetadata().getNamespace(), "");
  }

  private static String name(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return object.getKind()
        + " "
        + (namespace == null ? "" : namespace + "/")
        + object.getMetadata().getName();
  }
}
