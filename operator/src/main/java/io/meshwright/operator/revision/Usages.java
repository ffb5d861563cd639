package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.sessions.Sessions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds out who uses a revision or a tag, from what the watches hold; never asks anybody. */
public final class Usages {

  private static final List<Class<? extends HasMetadata>> LOOKED_AT =
      List.of(Namespace.class, Pod.class, MeshRevisionTag.class);

  private final Cluster cluster;
  private final Workloads workloads;
  private final Sessions sessions;
  private final RevisionAliases aliases;

  public Usages(Cluster cluster, Workloads workloads, Sessions sessions) {
    this.cluster = cluster;
    this.workloads = workloads;
    this.sessions = sessions;
    this.aliases = new RevisionAliases(cluster);
  }

  /** Who uses a revision, by its own name or by that of a tag. */
  public Usage ofRevision(MeshRevision revision) {
    String name = revision.getMetadata().getName();
    Map<String, Boolean> known = new HashMap<>();
    Predicate<String> means =
        word ->
            known.computeIfAbsent(
                word, w -> aliases.revisionOf(w).filter(name::equals).isPresent());
    Set<String> naming = namespacesNaming(_ -> true);
    long pods =
        workloads.pods().entrySet().stream()
            .filter(
                entry ->
                    entry.getKey().injected().filter(name::equals).isPresent()
                        || asks(entry.getKey(), naming, means))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return new Usage(
        namespacesNaming(means).size(),
        pods,
        cluster.list(MeshRevisionTag.class).stream().filter(tag -> stands(tag, name)).count(),
        revision.getSpec().injection().enableNamespacesByDefault()
            && means.test(MeshNames.DEFAULT_TAG),
        sessions.of(name),
        blind());
  }

  /** Who names a tag. */
  public TagUsage ofTag(String tag) {
    Set<String> naming = namespacesNaming(_ -> true);
    return new TagUsage(
        namespacesNaming(tag::equals).size(),
        workloads.pods().entrySet().stream()
            .filter(entry -> asks(entry.getKey(), naming, tag::equals))
            .mapToLong(Map.Entry::getValue)
            .sum(),
        blind());
  }

  private static boolean asks(PodReference pod, Set<String> naming, Predicate<String> means) {
    return !naming.contains(pod.namespace()) && pod.asked().filter(means).isPresent();
  }

  /** Namespaces whose labels name a revision or tag that {@code means} accepts. */
  private Set<String> namespacesNaming(Predicate<String> means) {
    Set<String> names = new HashSet<>();
    for (Namespace namespace : cluster.list(Namespace.class)) {
      if (References.of(namespace).filter(means).isPresent()) {
        names.add(namespace.getMetadata().getName());
      }
    }
    return names;
  }

  /** A pin counts before the tag's webhooks follow it. */
  private static boolean stands(MeshRevisionTag tag, String revision) {
    TargetRef target = tag.getSpec().targetRef();
    boolean pinned = target.kind() == TargetRef.Kind.MeshRevision && target.name().equals(revision);
    return pinned || (tag.getStatus() != null && revision.equals(tag.getStatus().revision()));
  }

  private Optional<String> blind() {
    List<String> unseen =
        LOOKED_AT.stream()
            .filter(kind -> !cluster.isCurrent(kind))
            .map(HasMetadata::getKind)
            .toList();
    return unseen.isEmpty()
        ? Optional.empty()
        : Optional.of("cannot watch " + String.join(", ", unseen));
  }
}
