package io.meshwright.operator.tag;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.revision.Usage;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What names a tag: namespaces, and pods that have not ended. */
public record TagUsage(long namespaces, long pods) {

  static TagUsage of(String tag, Cluster cluster) {
    return new TagUsage(
        cluster.list(Namespace.class).stream()
            .filter(namespace -> tagOf(namespace).filter(tag::equals).isPresent())
            .count(),
        cluster.list(Pod.class).stream()
            .filter(pod -> Usage.revisionOf(pod).filter(tag::equals).isPresent())
            .count());
  }

  /** The tag or revision that a namespace names; {@code istio-injection=enabled} is the default. */
  public static Optional<String> tagOf(Namespace namespace) {
    Map<String, String> labels =
        Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
    String injection = labels.get(Labels.INJECTION);
    if (injection != null) {
      return injection.equals(Labels.ENABLED)
          ? Optional.of(MeshNames.DEFAULT_TAG)
          : Optional.empty();
    }
    return Optional.ofNullable(labels.get(Labels.REVISION));
  }

  boolean none() {
    return namespaces + pods == 0;
  }

  String message() {
    return none() ? "nothing names the tag" : namespaces + " namespaces, " + pods + " pods";
  }
}
