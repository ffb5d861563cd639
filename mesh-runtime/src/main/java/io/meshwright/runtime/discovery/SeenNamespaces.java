package io.meshwright.runtime.discovery;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.crd.naming.Labels;
import io.meshwright.runtime.model.name.NamespaceSelection;
import java.util.HashMap;
import java.util.Map;

/**
 * The namespaces whose resources the mesh sees. Its own namespace is always one of them. Confined
 * to the thread of {@link Discovery}.
 */
final class SeenNamespaces {

  private final String rootNamespace;
  private final Map<String, Map<String, String>> labels = new HashMap<>();
  private NamespaceSelection selection = NamespaceSelection.ALL;

  SeenNamespaces(String rootNamespace) {
    this.rootNamespace = rootNamespace;
  }

  /** What lives in no namespace is always seen, and so is the mesh configuration. */
  boolean sees(ResourceRef ref) {
    return ref.namespace().isEmpty() || sees(ref.namespace());
  }

  /** A namespace that has not been heard of has the label that each has, and no other. */
  private boolean sees(String namespace) {
    Map<String, String> known = labels.get(namespace);
    return namespace.equals(rootNamespace)
        || selection.selects(known == null ? labels(namespace, Map.of()) : known);
  }

  /**
   * Takes note of a namespace's labels; says whether it is now seen and was not, or the reverse.
   */
  boolean upsert(String namespace, HasMetadata resource) {
    boolean before = sees(namespace);
    labels.put(
        namespace, labels(namespace, WorkloadParser.labels(resource.getMetadata().getLabels())));
    return before != sees(namespace);
  }

  /** The namespace is gone; says whether it was seen and is not any more, or the reverse. */
  boolean delete(String namespace) {
    boolean before = sees(namespace);
    labels.remove(namespace);
    return before != sees(namespace);
  }

  /** Takes another selection; says whether it differs. */
  boolean select(NamespaceSelection another) {
    boolean differs = !another.equals(selection);
    selection = another;
    return differs;
  }

  private static Map<String, String> labels(String namespace, Map<String, String> own) {
    Map<String, String> all = new HashMap<>(own);
    all.put(Labels.NAMESPACE_NAME, namespace);
    return Map.copyOf(all);
  }
}
