package io.meshwright.runtime.delivery;

import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ModelPart;
import io.meshwright.runtime.model.ProxyIdentity;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The resources of one model, for all proxies. Thread-safe. */
public final class MeshResources {

  private static final Set<ModelPart> OF_ASSIGNMENTS =
      EnumSet.of(ModelPart.SERVICES, ModelPart.POLICIES);

  /** After so many models nobody is expected to ask for what nobody has asked for. */
  private static final int LONGEST_ABSENCE = 100;

  private final MeshModel model;
  private final SharedAssignments assignments;
  private final SharedClusters clusters;
  private final SharedRoutes routes;

  /** By the identity that stands for all proxies with the same resources. */
  private final ConcurrentMap<ProxyIdentity, SharedResources> shared = new ConcurrentHashMap<>();

  /** Those of models before that nobody has asked for since. */
  private final ConcurrentMap<ProxyIdentity, Unclaimed> unclaimed = new ConcurrentHashMap<>();

  /**
   * What proxies had of a model before.
   *
   * @param missed all that differs from that model
   * @param models how many there have been since
   */
  private record Unclaimed(SharedResources resources, ModelChange missed, int models) {}

  private MeshResources(
      MeshModel model,
      SharedAssignments assignments,
      SharedClusters clusters,
      SharedRoutes routes) {
    this.model = model;
    this.assignments = assignments;
    this.clusters = clusters;
    this.routes = routes;
  }

  /** Of a model that nothing is known of. */
  public static MeshResources of(MeshModel model) {
    return new MeshResources(
        model, new SharedAssignments(), new SharedClusters(), new SharedRoutes());
  }

  /**
   * Of the next model; what the change does not touch is taken over, if any proxy had it not long
   * ago.
   */
  public MeshResources next(MeshModel newer, ModelChange since) {
    boolean keeps = Collections.disjoint(since.parts(), OF_ASSIGNMENTS);
    MeshResources next =
        new MeshResources(newer, keeps ? assignments : new SharedAssignments(), clusters, routes);
    IdentityHashMap<ModelChange, ModelChange> missed = new IdentityHashMap<>();
    unclaimed.forEach(
        (kin, of) -> {
          if (of.models() < LONGEST_ABSENCE) {
            ModelChange more = missed.computeIfAbsent(of.missed(), before -> before.and(since));
            next.unclaimed.put(kin, new Unclaimed(of.resources(), more, of.models() + 1));
          }
        });
    shared.forEach((kin, of) -> next.unclaimed.put(kin, new Unclaimed(of, since, 1)));
    return next;
  }

  /** The model that the resources are made of. */
  public MeshModel model() {
    return model;
  }

  SharedAssignments assignments() {
    return assignments;
  }

  /** What all proxies share for which an identity stands. */
  SharedResources of(ProxyIdentity kin) {
    return shared.computeIfAbsent(kin, this::made);
  }

  private SharedResources made(ProxyIdentity kin) {
    Unclaimed before = unclaimed.remove(kin);
    return before == null
        ? new SharedResources(new ProxyScope(model, kin), clusters, routes)
        : before.resources().next(model, before.missed());
  }
}
