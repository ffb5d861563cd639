package io.meshwright.runtime.operatorapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.runtime.xds.NodeParser;
import io.meshwright.runtime.xds.ProxyBuild;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.XdsType;
import io.meshwright.xds.proto.operator.v1.ListSessionsRequest;
import io.meshwright.xds.proto.operator.v1.ListSessionsResponse;
import io.meshwright.xds.proto.operator.v1.ResourceTypeState;
import io.meshwright.xds.proto.operator.v1.Session;
import io.meshwright.xds.proto.operator.v1.SessionGroup;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the operator is told of sessions: counts and pages. */
final class SessionCountTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static ConnectedProxy.View session(String namespace, String pod, String version) {
    return session(namespace, pod, version, START, Map.of());
  }

  private static ConnectedProxy.View session(
      String namespace,
      String pod,
      String version,
      Instant connected,
      Map<XdsType, String> rejections) {
    return new ConnectedProxy.View(
        proxy(namespace, pod),
        new ProxyBuild(version, "a"),
        true,
        connected,
        Optional.of(connected.plusSeconds(1)),
        Map.of(
            XdsType.CLUSTER,
            new ConnectedProxy.Exchange(
                rejections.isEmpty()
                    ? ConnectedProxy.State.ACKNOWLEDGED
                    : ConnectedProxy.State.REJECTED,
                "1",
                Optional.of("1"),
                connected)),
        rejections,
        Optional.empty());
  }

  private static NodeId node(String namespace, String pod) {
    return proxy(namespace, pod).node();
  }

  private static ProxyIdentity proxy(String namespace, String pod) {
    String id = "sidecar~10.0.0.1~%s.%s~%s.svc.cluster.local".formatted(pod, namespace, namespace);
    try {
      return NodeParser.parse(Node.newBuilder().setId(id).build(), MeshYaml.SETTINGS);
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void countsByNamespaceVersionAndRevision() {
    assertThat(
            SessionCount.report(
                    "a",
                    true,
                    List.of(
                        session("shop", "x", "2"),
                        session("shop", "y", "1"),
                        session("shop", "z", "2", START, Map.of(XdsType.CLUSTER, "no")),
                        session("bank", "x", "2")))
                .getGroupsList())
        .extracting(
            SessionGroup::getNamespace,
            SessionGroup::getProxyVersion,
            SessionGroup::getSessions,
            SessionGroup::getRejecting)
        .containsExactly(
            tuple("bank", "2", 1L, 0L), tuple("shop", "1", 1L, 0L), tuple("shop", "2", 2L, 1L));
  }

  @Test
  void equalSessionsMakeEqualReports() {
    List<ConnectedProxy.View> sessions =
        List.of(session("shop", "x", "2"), session("bank", "x", "1"));

    assertThat(SessionCount.report("a", true, sessions))
        .isEqualTo(SessionCount.report("a", true, sessions.reversed()));
  }

  @Test
  void pagesFollowEachOtherWhateverGoesBetween() {
    List<ConnectedProxy.View> sessions =
        List.of(
            session("shop", "c", "1"),
            session("shop", "a", "1"),
            session("shop", "b", "1"),
            session("bank", "a", "1"));
    ListSessionsRequest request =
        ListSessionsRequest.newBuilder().setNamespace("shop").setPageSize(2).build();

    ListSessionsResponse first = SessionPage.of(sessions, request);
    ListSessionsResponse second =
        SessionPage.of(
            sessions.subList(0, 1),
            request.toBuilder().setPageToken(first.getNextPageToken()).build());

    assertThat(first.getSessionsList())
        .extracting(Session::getNode)
        .containsExactly(node("shop", "a").toString(), node("shop", "b").toString());
    assertThat(second.getSessionsList())
        .extracting(Session::getNode)
        .containsExactly(node("shop", "c").toString());
    assertThat(second.getNextPageToken()).isEmpty();
  }

  @Test
  void rejectionsAreQuotedAndCanBeAskedFor() {
    Session rejecting =
        SessionPage.of(
                List.of(
                    session("shop", "a", "1"),
                    session("shop", "b", "1", START, Map.of(XdsType.CLUSTER, "unknown field"))),
                ListSessionsRequest.newBuilder().setRejectingOnly(true).build())
            .getSessions(0);

    assertThat(rejecting.getNode()).isEqualTo(node("shop", "b").toString());
    assertThat(rejecting.getTypes(0).getState()).isEqualTo(ResourceTypeState.State.REJECTED);
    assertThat(rejecting.getTypes(0).getRejection()).isEqualTo("unknown field");
    assertThat(rejecting.getLastAcknowledgedAt().getSeconds())
        .isEqualTo(START.getEpochSecond() + 1);
  }

  @Test
  void theLaterStreamOfAProxyCounts() {
    Instant later = START.plusSeconds(60);

    assertThat(
            SessionPage.of(
                    List.of(session("shop", "a", "1", later, Map.of()), session("shop", "a", "1")),
                    ListSessionsRequest.getDefaultInstance())
                .getSessionsList())
        .singleElement()
        .satisfies(
            session ->
                assertThat(session.getConnectedAt().getSeconds())
                    .isEqualTo(later.getEpochSecond()));
  }

  @Test
  void negativePageSizeIsRefusedByName() {
    assertThatThrownBy(
            () ->
                SessionPage.of(List.of(), ListSessionsRequest.newBuilder().setPageSize(-1).build()))
        .hasMessage("page_size: found -1, expected 0 or more");
  }
}
