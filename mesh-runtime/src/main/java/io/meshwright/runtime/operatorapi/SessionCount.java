package io.meshwright.runtime.operatorapi;

import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.xds.proto.operator.v1.SessionGroup;
import io.meshwright.xds.proto.operator.v1.SessionReport;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Counts sessions by what the operator distinguishes. Pure; equal sessions make equal reports. */
final class SessionCount {

  private record Key(String namespace, String version, String revision) {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::namespace)
            .thenComparing(Key::version)
            .thenComparing(Key::revision);
  }

  private SessionCount() {}

  static SessionReport report(
      String revision, boolean ready, Collection<ConnectedProxy.View> sessions) {
    Map<Key, SessionGroup.Builder> groups = new TreeMap<>(Key.ORDER);
    for (ConnectedProxy.View session : sessions) {
      Key key =
          new Key(
              session.node().namespace(), session.build().version(), session.build().revision());
      SessionGroup.Builder group =
          groups.computeIfAbsent(
              key,
              _ ->
                  SessionGroup.newBuilder()
                      .setNamespace(key.namespace())
                      .setProxyVersion(key.version())
                      .setProxyRevision(key.revision()));
      group.setSessions(group.getSessions() + 1);
      group.setRejecting(group.getRejecting() + (session.rejections().isEmpty() ? 0 : 1));
    }
    SessionReport.Builder report = SessionReport.newBuilder().setRevision(revision).setReady(ready);
    groups.values().forEach(report::addGroups);
    return report.build();
  }
}
