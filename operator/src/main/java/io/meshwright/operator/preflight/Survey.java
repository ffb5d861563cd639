package io.meshwright.operator.preflight;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The facts about a cluster that concern all revisions, read together.
 *
 * @param kubernetes the API server's version, {@code 1.30}
 * @param webhooks all admission webhooks that call a Service
 * @param crds those of Meshwright's CRDs that exist, by name
 * @param foreignRoots by the name of a ConfigMap for roots, namespaces where another mesh wrote it
 * @param rules what the operator may do; empty if the API server cannot say
 * @param configuration what users wrote for the mesh
 */
public record Survey(
    String kubernetes,
    List<WebhookFact> webhooks,
    Map<String, CustomResourceDefinition> crds,
    Map<String, SortedSet<String>> foreignRoots,
    Optional<List<GrantedRule>> rules,
    Configuration configuration) {

  public Survey {
    webhooks = List.copyOf(webhooks);
    crds = Map.copyOf(crds);
    foreignRoots = Map.copyOf(foreignRoots);
  }

  /** One rule of a role that the operator holds; {@code *} stands for all. */
  public record GrantedRule(
      List<String> apiGroups,
      List<String> resources,
      List<String> resourceNames,
      List<String> verbs) {

    public GrantedRule {
      apiGroups = List.copyOf(apiGroups);
      resources = List.copyOf(resources);
      resourceNames = List.copyOf(resourceNames);
      verbs = List.copyOf(verbs);
    }
  }

  /**
   * Traffic configuration in the cluster.
   *
   * @param complete whether these are all; a very large cluster is looked at in part
   */
  public record Configuration(List<GenericKubernetesResource> objects, boolean complete) {

    public Configuration {
      objects = List.copyOf(objects);
    }
  }
}
