package io.meshwright.operator.dataplane;

import io.fabric8.kubernetes.api.model.Namespace;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.apply.Owner;
import io.meshwright.operator.config.MeshImages;
import io.meshwright.operator.config.OperatorConfig;
import io.meshwright.operator.revision.Readiness;
import io.meshwright.operator.revision.References;
import io.meshwright.operator.revision.RevisionAliases;
import io.meshwright.operator.workload.Fleet;
import io.meshwright.operator.workload.ObservedWorkload;
import io.meshwright.operator.workload.ObservedWorkload.Target;
import io.meshwright.operator.workload.ProxyImage;
import io.meshwright.operator.workload.ProxyPods;
import io.meshwright.operator.workload.SidecarWish;
import io.meshwright.operator.workload.UpdateWish;
import io.meshwright.operator.workload.Workload;
import io.meshwright.operator.workload.WorkloadKey;
import io.meshwright.xds.ConfigError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the workloads of a mesh and what their proxies should be: what the labels of their
 * namespaces and pods ask for, as injection reads them.
 */
public final class DataPlaneObserver {

  private final Cluster cluster;
  private final Fleet fleet;
  private final OperatorConfig config;

  public DataPlaneObserver(Cluster cluster, Fleet fleet, OperatorConfig config) {
    this.cluster = cluster;
    this.fleet = fleet;
    this.config = config;
  }

  /** The workloads whose pods would get a proxy of this mesh if they were made now. */
  List<ObservedWorkload> of(MeshInstallation installation) {
    Look look = new Look(Owner.of(installation));
    Map<WorkloadKey, List<ProxyPods>> pods =
        fleet.pods().stream().collect(Collectors.groupingBy(ProxyPods::workload));
    List<ObservedWorkload> workloads = new ArrayList<>();
    pods.forEach((key, alike) -> look.at(key, alike).ifPresent(workloads::add));
    return workloads;
  }

  /** One look at everything; what is asked for again and again is found once. */
  private final class Look {

    private final Owner mesh;
    private final Map<String, Namespace> namespaces =
        byName(cluster.list(Namespace.class), namespace -> namespace.getMetadata().getName());
    private final Map<String, MeshRevision> revisions =
        byName(cluster.list(MeshRevision.class), revision -> revision.getMetadata().getName());
    private final RevisionAliases aliases = new RevisionAliases(cluster);
    private final Map<String, Optional<MeshRevision>> meanings = new HashMap<>();
    private final Map<String, Optional<String>> images = new HashMap<>();
    private final Optional<String> byDefault;

    Look(Owner mesh) {
      this.mesh = mesh;
      this.byDefault =
          meaning(MeshNames.DEFAULT_TAG)
              .filter(revision -> revision.getSpec().injection().enableNamespacesByDefault())
              .map(_ -> MeshNames.DEFAULT_TAG);
    }

    Optional<ObservedWorkload> at(WorkloadKey key, List<ProxyPods> pods) {
      Optional<Namespace> namespace = Optional.ofNullable(namespaces.get(key.namespace()));
      Optional<Workload> object = fleet.workload(key);
      Optional<MeshRevision> asked =
          namespace
              .flatMap(References::of)
              .or(
                  () ->
                      object.isPresent()
                          ? References.asked(object.get().podLabels())
                          : pods.getFirst().reference().asked())
              .or(() -> byDefault)
              .flatMap(this::meaning);
      // without a word about it, new pods would have no proxy: they keep the one they have
      Optional<MeshRevision> wanted =
          asked.or(() -> pods.getFirst().reference().injected().map(revisions::get));
      return wanted
          .filter(mesh::owns)
          .map(
              revision ->
                  new ObservedWorkload(
                      key,
                      namespace.map(Metadata::labels).orElse(Map.of()),
                      UpdateWish.of(
                          object.flatMap(Workload::update),
                          namespace.flatMap(it -> word(it, OperatorNames.PROXY_UPDATE))),
                      sidecars(key, object, namespace),
                      new Target(
                          revision.getMetadata().getName(),
                          revision.getSpec().version(),
                          Readiness.of(revision),
                          image(revision)),
                      asked.isPresent() && pods.stream().anyMatch(it -> differs(it, revision)),
                      object));
    }

    private SidecarWish sidecars(
        WorkloadKey key, Optional<Workload> object, Optional<Namespace> namespace) {
      Optional<String> when = object.flatMap(Workload::update);
      Optional<ConfigError> mistake =
          when.isPresent()
              ? UpdateWish.mistake(key.toString(), when)
              : namespace.flatMap(
                  it ->
                      UpdateWish.mistake(
                          "Namespace " + it.getMetadata().getName(),
                          word(it, OperatorNames.PROXY_UPDATE)));
      return mistake
          .<SidecarWish>map(SidecarWish.Refused::new)
          .orElseGet(() -> way(object, namespace));
    }

    private SidecarWish way(Optional<Workload> object, Optional<Namespace> namespace) {
      return object
          .map(Workload::sidecars)
          .orElseGet(SidecarWish.Unsaid::new)
          .orElse(() -> namespace.map(this::way).orElseGet(SidecarWish.Unsaid::new));
    }

    private SidecarWish way(Namespace namespace) {
      return SidecarWish.ofNamespace(
          namespace.getMetadata().getName(), word(namespace, OperatorNames.SIDECAR_UPGRADE_MODE));
    }

    private Optional<String> word(Namespace namespace, String annotation) {
      return Optional.ofNullable(Metadata.annotations(namespace).get(annotation));
    }

    private Optional<MeshRevision> meaning(String name) {
      return meanings.computeIfAbsent(
          name,
          word ->
              aliases
                  .revisionOf(word)
                  .flatMap(revision -> Optional.ofNullable(revisions.get(revision))));
    }

    private boolean differs(ProxyPods pods, MeshRevision wanted) {
      String name = wanted.getMetadata().getName();
      if (!pods.reference().injected().filter(name::equals).isPresent()) {
        return true;
      }
      if (pods.betweenSidecars()) {
        // whatever it runs: it has to be given back to its clients
        return true;
      }
      Optional<String> image = image(wanted);
      return pods.image().isPresent()
          && image.isPresent()
          && !ProxyImage.areAlike(pods.image().get(), image.get());
    }

    private Optional<String> image(MeshRevision revision) {
      return images.computeIfAbsent(
          revision.getMetadata().getName(),
          _ ->
              config
                  .images(revision.getSpec().version())
                  .map(known -> known.from(revision.getSpec().images().registry()))
                  .map(MeshImages::proxy));
    }
  }

  private static <T> Map<String, T> byName(List<T> objects, Function<T, String> name) {
    return objects.stream().collect(Collectors.toMap(name, object -> object));
  }
}
