package io.meshwright.operator.revision;

import io.fabric8.kubernetes.api.model.Namespace;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.sessions.Target;
import java.util.Optional;

/** What a new pod would get, from the labels of its namespace and the tags of the moment. */
public final class InjectionTargets implements Target.Lookup {

  private final Cluster cluster;
  private final RevisionAliases aliases;

  public InjectionTargets(Cluster cluster) {
    this.cluster = cluster;
    this.aliases = new RevisionAliases(cluster);
  }

  @Override
  public Optional<Target> ofNamespace(String namespace) {
    return cluster
        .get(Namespace.class, null, namespace)
        .flatMap(References::of)
        .flatMap(aliases::revisionOf)
        .flatMap(this::ofRevision);
  }

  @Override
  public Optional<Target> ofRevision(String revision) {
    return cluster
        .get(MeshRevision.class, null, revision)
        .map(found -> new Target(revision, found.getSpec().version()));
  }
}
