package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;

/**
 * What a pod refers to. Pods that are alike in this are one entry of {@link Workloads}: there are
 * about as many entries as namespaces, however many pods there are.
 *
 * @param injected the revision whose proxy it has
 * @param asked the revision or tag that it asks for by its labels
 */
public record PodReference(String namespace, Optional<String> injected, Optional<String> asked) {

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /** The reference of a pod; empty if it refers to nothing, or has ended (LC-E2). */
  public static Optional<PodReference> of(Pod pod) {
    boolean ended = pod.getStatus() != null && ENDED.contains(pod.getStatus().getPhase());
    PodReference reference =
        new PodReference(
            pod.getMetadata().getNamespace(), References.injected(pod), References.asked(pod));
    return ended || (reference.injected().isEmpty() && reference.asked().isEmpty())
        ? Optional.empty()
        : Optional.of(reference);
  }
}
