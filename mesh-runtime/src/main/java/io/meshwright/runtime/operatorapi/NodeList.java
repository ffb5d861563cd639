package io.meshwright.runtime.operatorapi;

import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.xds.proto.operator.v1.ListNodesResponse;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;

/** The names of all sessions, in messages that are far from any limit. Pure. */
final class NodeList {

  private static final int NODES_A_MESSAGE = 2_000;

  private NodeList() {}

  static List<ListNodesResponse> of(Collection<ConnectedProxy.View> sessions) {
    return sessions.stream()
        .map(session -> session.node().toString())
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .gather(Gatherers.windowFixed(NODES_A_MESSAGE))
        .map(nodes -> ListNodesResponse.newBuilder().addAllNodes(nodes).build())
        .toList();
  }
}
