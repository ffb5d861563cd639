package io.meshwright.runtime.operatorapi;

import com.google.protobuf.Timestamp;
import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.xds.proto.operator.v1.ListSessionsRequest;
import io.meshwright.xds.proto.operator.v1.ListSessionsResponse;
import io.meshwright.xds.proto.operator.v1.ResourceTypeState;
import io.meshwright.xds.proto.operator.v1.Session;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * One page of sessions. The token is the node that the page before ended with, so sessions that
 * come and go between two pages shift no other. Pure.
 */
final class SessionPage {

  private static final int USUAL_SIZE = 100;
  private static final int LARGEST_SIZE = 500;

  private SessionPage() {}

  /**
   * The page that a request asks for.
   *
   * @throws IllegalArgumentException if the size is negative
   */
  static ListSessionsResponse of(
      Collection<ConnectedProxy.View> sessions, ListSessionsRequest request) {
    int size = size(request.getPageSize());
    TreeMap<String, ConnectedProxy.View> byNode = new TreeMap<>();
    for (ConnectedProxy.View session : sessions) {
      if (isWanted(session, request)) {
        // a proxy that connects anew may be there twice for a moment: the later stream counts
        byNode.merge(
            session.node().toString(),
            session,
            (one, other) -> one.connected().isBefore(other.connected()) ? other : one);
      }
    }
    List<ConnectedProxy.View> rest =
        List.copyOf(byNode.tailMap(request.getPageToken(), false).values());
    List<ConnectedProxy.View> page = rest.subList(0, Math.min(size, rest.size()));
    ListSessionsResponse.Builder response = ListSessionsResponse.newBuilder();
    page.forEach(session -> response.addSessions(session(session)));
    if (page.size() < rest.size()) {
      response.setNextPageToken(page.getLast().node().toString());
    }
    return response.build();
  }

  private static int size(int asked) {
    if (asked < 0) {
      throw new IllegalArgumentException(
          "page_size: found %d, expected 0 or more".formatted(asked));
    }
    return asked == 0 ? USUAL_SIZE : Math.min(asked, LARGEST_SIZE);
  }

  private static boolean isWanted(ConnectedProxy.View session, ListSessionsRequest request) {
    return (request.getNamespace().isEmpty()
            || request.getNamespace().equals(session.node().namespace()))
        && !(request.getRejectingOnly() && session.rejections().isEmpty());
  }

  private static Session session(ConnectedProxy.View view) {
    Session.Builder session =
        Session.newBuilder()
            .setNode(view.node().toString())
            .setNamespace(view.node().namespace())
            .setProxyVersion(view.build().version())
            .setProxyRevision(view.build().revision())
            .setConnectedAt(timestamp(view.connected()));
    view.lastAcknowledged().ifPresent(at -> session.setLastAcknowledgedAt(timestamp(at)));
    new TreeMap<>(view.types())
        .forEach(
            (type, exchange) ->
                session.addTypes(
                    ResourceTypeState.newBuilder()
                        .setTypeUrl(type.typeUrl())
                        .setState(state(exchange.state()))
                        .setRejection(view.rejections().getOrDefault(type, ""))));
    return session.build();
  }

  private static ResourceTypeState.State state(ConnectedProxy.State state) {
    return switch (state) {
      case SENT -> ResourceTypeState.State.SENT;
      case ACKNOWLEDGED -> ResourceTypeState.State.ACKNOWLEDGED;
      case REJECTED -> ResourceTypeState.State.REJECTED;
    };
  }

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
