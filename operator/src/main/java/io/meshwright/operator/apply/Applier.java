package io.meshwright.operator.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.OperatorNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the cluster to a plan. The inventory of an owner is what carries its labels and its uid,
 * so no record can be lost between two writes.
 */
public final class Applier {

  private static final int HASH_DIGITS = 16;

  private final Cluster cluster;
  private final KubernetesSerialization serialization;
  private final Collection<Class<? extends HasMetadata>> kinds;
  private final Settled settled = new Settled();

  /**
   * Makes an applier.
   *
   * @param kinds the kinds that the owner's objects can have
   */
  public Applier(
      Cluster cluster,
      KubernetesSerialization serialization,
      Collection<Class<? extends HasMetadata>> kinds) {
    this.cluster = cluster;
    this.serialization = serialization;
    this.kinds = List.copyOf(kinds);
  }

  /**
   * Applies what differs, in the plan's order, then removes what left the plan. All objects are
   * tried, whatever fails. An object that opted out ({@link Annotations#UNMANAGED}) is left as it
   * is.
   *
   * @throws ApplyException with all refusals
   */
  public AppliedPlan apply(Owner owner, Plan plan) {
    Map<ObjectKey, HasMetadata> inventory =
        inventory(owner).stream().collect(Collectors.toMap(ObjectKey::of, o -> o));
    List<ObjectKey> unmanaged =
        inventory.values().stream()
            .filter(Applier::isUnmanaged)
            .map(ObjectKey::of)
            .sorted(Comparator.comparing(ObjectKey::toString))
            .toList();
    Stamp stamp = new Stamp(owner.labels(), owner.reference());
    List<ApplyException> refusals = new ArrayList<>();
    Set<ObjectKey> written = new HashSet<>();
    for (HasMetadata planned : plan.objects()) {
      ObjectKey key = ObjectKey.of(planned);
      HasMetadata actual = inventory.remove(key);
      if (unmanaged.contains(key)) {
        continue;
      }
      if (actual != null && settled.is(key, owner, planned, actual)) {
        continue;
      }
      ObjectNode desired = stamped(planned, stamp);
      if (actual != null && Drift.holds(desired, tree(actual))) {
        settled.note(key, owner, planned, actual);
        continue;
      }
      written.add(key);
      if (actual == null) {
        attempt(() -> cluster.applyNew(object(desired, planned)), refusals);
      } else {
        attempt(() -> cluster.apply(object(desired, planned)), refusals);
      }
    }
    inventory.keySet().removeAll(plan.spared());
    unmanaged.forEach(inventory::remove);
    for (HasMetadata gone : inventory.values()) {
      settled.forget(gone);
      attempt(() -> cluster.delete(gone), refusals);
    }
    throwIfAny(refusals);
    return new AppliedPlan(unmanaged, written);
  }

  /**
   * Removes all objects of an owner.
   *
   * @return those that are still there; the owner may go when the list is empty
   */
  public List<HasMetadata> remove(Owner owner) {
    List<HasMetadata> left = inventory(owner);
    left.forEach(settled::forget);
    List<ApplyException> refusals = new ArrayList<>();
    left.stream()
        .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
        .forEach(object -> attempt(() -> cluster.delete(object), refusals));
    throwIfAny(refusals);
    return left;
  }

  /** The objects that were applied for an owner. */
  public List<HasMetadata> inventory(Owner owner) {
    List<HasMetadata> objects = new ArrayList<>();
    for (Class<? extends HasMetadata> kind : kinds) {
      for (HasMetadata object : cluster.listNamedBy(owner, kind)) {
        if (owner.owns(object)) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  private static boolean isUnmanaged(HasMetadata object) {
    return Metadata.isSet(object, Annotations.UNMANAGED);
  }

  /** The planned object as JSON, with its owner and the hash that tells when a field left it. */
  private ObjectNode stamped(HasMetadata planned, Stamp stamp) {
    ObjectNode desired = tree(planned);
    ObjectNode metadata = desired.withObjectProperty("metadata");
    ObjectNode labels = metadata.withObjectProperty("labels");
    stamp.labels().forEach(labels::put);
    metadata.putArray("ownerReferences").add(tree(stamp.reference()));
    metadata
        .withObjectProperty("annotations")
        .put(OperatorNames.APPLIED_HASH, hash(CanonicalJson.of(desired)));
    return desired;
  }

  private ObjectNode tree(Object value) {
    return serialization.convertValue(value, ObjectNode.class);
  }

  private HasMetadata object(ObjectNode tree, HasMetadata planned) {
    return serialization.convertValue(tree, planned.getClass());
  }

  private static String hash(String text) {
    return Hashing.sha256()
        .hashString(text, StandardCharsets.UTF_8)
        .toString()
        .substring(0, HASH_DIGITS);
  }

  private static void attempt(Runnable write, List<ApplyException> refusals) {
    try {
      write.run();
    } catch (ApplyException e) {
      refusals.add(e);
    }
  }

  private static void throwIfAny(List<ApplyException> refusals) {
    if (!refusals.isEmpty()) {
      throw new ApplyException(
          refusals.stream().map(ApplyException::words).collect(Collectors.joining("; ")),
          refusals.getFirst());
    }
  }

  /** What each object of one owner carries. */
  private record Stamp(Map<String, String> labels, OwnerReference reference) {}
}
