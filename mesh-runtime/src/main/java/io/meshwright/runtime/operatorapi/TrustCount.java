package io.meshwright.runtime.operatorapi;

import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.xds.WorkloadTrust;
import io.meshwright.xds.proto.operator.v1.TrustReport;
import java.util.Collection;
import java.util.function.Predicate;

/** Counts sessions by whether their proxies trust what the replica publishes. Pure. */
final class TrustCount {

  private TrustCount() {}

  static TrustReport report(OwnTrust own, Collection<ConnectedProxy.View> sessions) {
    return TrustReport.newBuilder()
        .setIssuingRoot(own.issuer())
        .addAllRoots(own.roots())
        .setTrustingSessions(count(sessions, trust -> trust.roots().equals(own.roots())))
        .setCertifiedSessions(
            count(sessions, trust -> trust.issuer().filter(own.issuer()::equals).isPresent()))
        .setProblem(own.problem())
        .build();
  }

  private static long count(
      Collection<ConnectedProxy.View> sessions, Predicate<WorkloadTrust> wanted) {
    return sessions.stream().filter(session -> session.trust().filter(wanted).isPresent()).count();
  }
}
