package io.meshwright.operator.workload;

import java.util.Map;
import java.util.Optional;

/**
 * A workload with proxies, and what they should be.
 *
 * @param namespaceLabels those of its namespace
 * @param wish when its proxies are to be updated
 * @param sidecars how these are to come to another version
 * @param target what its pods would get if they were made now
 * @param outdated whether a pod has something else
 * @param object empty if the operator cannot restart it
 */
public record ObservedWorkload(
    WorkloadKey key,
    Map<String, String> namespaceLabels,
    UpdateWish wish,
    SidecarWish sidecars,
    Target target,
    boolean outdated,
    Optional<Workload> object) {

  /**
   * What pods get that are made now.
   *
   * @param ready whether its control plane is
   * @param image of the proxy; empty if the operator does not know the version
   */
  public record Target(String revision, String version, boolean ready, Optional<String> image) {

    /** The words that stand at a workload which was restarted for this. */
    public String words() {
      return revision + "@" + version;
    }
  }

  /** The same, but never outdated for the sake of a revision that is to be left. */
  public ObservedWorkload unlessFor(String revision) {
    return outdated && target.revision().equals(revision)
        ? new ObservedWorkload(key, namespaceLabels, wish, sidecars, target, false, object)
        : this;
  }

  /** The same with another wish. */
  public ObservedWorkload with(SidecarWish other) {
    return new ObservedWorkload(key, namespaceLabels, wish, other, target, outdated, object);
  }

  /** Whether its pods are to stay; {@code usual} where its owner says nothing. */
  public boolean staysInPlace(boolean usual) {
    return switch (sidecars) {
      case SidecarWish.Unsaid _ -> usual;
      case SidecarWish.Said said -> said.asksForInPlace();
      case SidecarWish.Refused _ -> false;
    };
  }

  /** Why the operator does not restart it, though it knows how; empty if it does. */
  public Optional<String> held() {
    return sidecars instanceof SidecarWish.Refused refused
        ? Optional.of(refused.words(key))
        : object.flatMap(Workload::held);
  }

  /** The labels of its pods; empty if the operator cannot restart it. */
  public Map<String, String> podLabels() {
    return object.map(Workload::podLabels).orElse(Map.of());
  }
}
