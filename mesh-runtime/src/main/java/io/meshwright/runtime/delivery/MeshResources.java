package io.meshwright.runtime.delivery;

import io.meshwright.runtime.compile.scope.Kinship;
import io.meshwright.runtime.compile.scope.ProxyScope;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ModelChange;
import io.meshwright.runtime.model.ModelPart;
import io.meshwright.runtime.model.ProxyIdentity;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The resources of one model, for all proxies. Thread-safe. */
public final class MeshResources {

  private static final Set<ModelPart> OF_ASSIGNMENTS =
      EnumSet.of(ModelPart.SERVICES, ModelPart.POLICIES);

  private final MeshModel model;
  private final SharedAssignments assignments;

  /** By the identity that stands for all proxies with the same resources. */
  private final ConcurrentMap<ProxyIdentity, SharedResources> shared = new ConcurrentHashMap<>();

  /** Those of the model before that nobody has asked for since. */
  private final ConcurrentMap<ProxyIdentity, SharedResources> unclaimed = new ConcurrentHashMap<>();

  private final ModelChange change;

  private MeshResources(MeshModel model, SharedAssignments assignments, ModelChange change) {
    this.model = model;
    this.assignments = assignments;
    this.change = change;
  }

  /** Of a model that nothing is known of. */
  public static MeshResources of(MeshModel model) {
    return new MeshResources(model, new SharedAssignments(), ModelChange.EVERYTHING);
  }

  /**
   * Of the next model; what the change does not touch is taken over, if any proxy of the model
   * before had it.
   */
  public MeshResources next(MeshModel newer, ModelChange since) {
    boolean keeps = Collections.disjoint(since.parts(), OF_ASSIGNMENTS);
    MeshResources next =
        new MeshResources(newer, keeps ? assignments : new SharedAssignments(), since);
    next.unclaimed.putAll(shared);
    return next;
  }

  /** The model that the resources are made of. */
  public MeshModel model() {
    return model;
  }

  SharedAssignments assignments() {
    return assignments;
  }

  SharedResources of(ProxyIdentity known) {
    return shared.computeIfAbsent(Kinship.shared(model, known), this::made);
  }

  private SharedResources made(ProxyIdentity kin) {
    SharedResources before = unclaimed.remove(kin);
    return before == null
        ? new SharedResources(new ProxyScope(model, kin))
        : before.next(model, change);
  }
}
