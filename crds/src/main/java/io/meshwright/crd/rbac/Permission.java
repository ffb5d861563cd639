package io.meshwright.crd.rbac;

import java.util.List;

/**
 * One rule of a Kubernetes Role or ClusterRole.
 *
 * @param why the reason, for whoever reviews the role
 * @param apiGroups the core group is the empty string
 * @param resourceNames empty for all names
 */
public record Permission(
    String why,
    List<String> apiGroups,
    List<String> resources,
    List<String> resourceNames,
    List<String> verbs) {

  public Permission {
    apiGroups = List.copyOf(apiGroups);
    resources = List.copyOf(resources);
    resourceNames = List.copyOf(resourceNames);
    verbs = List.copyOf(verbs);
    if (why.isBlank() || apiGroups.isEmpty() || resources.isEmpty() || verbs.isEmpty()) {
      throw new IllegalArgumentException("a permission without reason, group, resource or verb");
    }
  }
}
