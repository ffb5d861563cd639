package io.meshwright.runtime.model;

import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.ServiceKey;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What differs between two models, as far as different resources depend on it.
 *
 * @param parts that are not as they were
 * @param endpoints services whose endpoints differ in any way
 * @param identities those of them that others stand behind
 * @param addresses of pods that serve something else
 */
public record ModelChange(
    Set<ModelPart> parts,
    NavigableSet<ServiceKey> endpoints,
    NavigableSet<ServiceKey> identities,
    Set<IpAddress> addresses) {

  /** All is different. */
  public static final ModelChange EVERYTHING = ofParts(EnumSet.allOf(ModelPart.class));

  /** Nothing is different. */
  public static final ModelChange NONE = ofParts(EnumSet.noneOf(ModelPart.class));

  public ModelChange {
    parts = Set.copyOf(parts);
    endpoints = Collections.unmodifiableNavigableSet(new TreeSet<>(endpoints));
    identities = Collections.unmodifiableNavigableSet(new TreeSet<>(identities));
    addresses = Set.copyOf(addresses);
  }

  /** Only parts, no endpoints. */
  public static ModelChange ofParts(Set<ModelPart> parts) {
    return new ModelChange(parts, new TreeSet<>(), new TreeSet<>(), Set.of());
  }

  /** Whether nothing differs. */
  public boolean empty() {
    return parts.isEmpty() && endpoints.isEmpty();
  }

  /** This change and a later one. */
  public ModelChange and(ModelChange later) {
    return new ModelChange(
        union(parts, later.parts),
        new TreeSet<>(union(endpoints, later.endpoints)),
        new TreeSet<>(union(identities, later.identities)),
        union(addresses, later.addresses));
  }

  private static <T> Set<T> union(Set<T> some, Set<T> others) {
    Set<T> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }
}
