package io.meshwright.runtime.status;

import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.xds.Rejection;
import io.meshwright.xds.ClusterName;
import io.meshwright.xds.XdsType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * For whom a resource is.
 *
 * @param types of xDS resources that are made of it
 * @param hosts whose clusters are made of it; empty if that cannot be said
 */
record Audience(Predicate<ProxyIdentity> reach, Set<XdsType> types, Set<Hostname> hosts) {

  private static final Set<XdsType> OF_CLUSTERS = EnumSet.of(XdsType.CLUSTER, XdsType.ENDPOINT);

  /** Everybody, and anything. */
  static final Audience ALL = new Audience(_ -> true, EnumSet.allOf(XdsType.class), Set.of());

  /**
   * Whether a proxy may have refused the resource. A cluster's name tells whose it is; of others
   * only the time is known: what was sent for the first time together.
   *
   * @param since the version of the first model with the resource's generation
   */
  boolean mayBeMeantBy(Rejection rejection, long since) {
    if (!types.contains(rejection.type())) {
      return false;
    }
    if (!hosts.isEmpty() && OF_CLUSTERS.contains(rejection.type())) {
      return rejection.resources().stream()
          .map(ClusterName::parse)
          .flatMap(Optional::stream)
          .map(cluster -> new Hostname(cluster.host()))
          .anyMatch(named -> hosts.stream().anyMatch(named::subsetOf));
    }
    return rejection.after() < since && since <= rejection.version();
  }
}
