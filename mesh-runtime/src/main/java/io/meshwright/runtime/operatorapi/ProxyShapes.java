package io.meshwright.runtime.operatorapi;

import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.runtime.xds.RecordedNode;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.proto.operator.v1.ListShapesRequest;
import io.meshwright.xds.proto.operator.v1.ListShapesResponse;
import io.meshwright.xds.proto.operator.v1.ProxyShape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The distinct shapes of connected proxies, in a few of which all differences between two revisions
 * can be seen. Pure.
 */
final class ProxyShapes {

  private static final int USUAL_SIZE = 200;
  private static final int LARGEST_SIZE = 1000;

  /** Labels by which replicas of one workload differ. */
  private static final Set<String> OF_ONE_POD =
      Set.of(
          "pod-template-hash",
          "controller-revision-hash",
          "pod-template-generation",
          "statefulset.kubernetes.io/pod-name",
          "apps.kubernetes.io/pod-index",
          "batch.kubernetes.io/job-completion-index",
          "batch.kubernetes.io/controller-uid",
          "controller-uid",
          "istio.io/rev");

  /** What tells shapes apart. */
  private record Shape(
      NodeId.ProxyType type,
      String namespace,
      Map<String, String> labels,
      String network,
      boolean mutualTls,
      Set<String> extensions,
      String version,
      boolean resolvesNames,
      boolean transparent) {

    static Shape of(ProxyIdentity proxy) {
      Map<String, String> labels = new TreeMap<>(proxy.labels());
      labels.keySet().removeAll(OF_ONE_POD);
      return new Shape(
          proxy.node().type(),
          proxy.namespace(),
          labels,
          proxy.network(),
          proxy.mutualTls(),
          new TreeSet<>(proxy.extensions()),
          proxy.software().version(),
          proxy.resolvesNames(),
          proxy.transparent());
    }

    /** Equal at all replicas: the collections are sorted. */
    String key() {
      return UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8)).toString();
    }
  }

  private ProxyShapes() {}

  /**
   * The shapes that a request asks for.
   *
   * @throws IllegalArgumentException if the size is negative
   */
  static ListShapesResponse of(
      Collection<ConnectedProxy.View> sessions, ListShapesRequest request) {
    int size = size(request.getMaxShapes());
    Map<String, ProxyShape.Builder> shapes = new TreeMap<>();
    sessions.stream()
        .map(ConnectedProxy.View::proxy)
        // whichever stream comes first, the same proxy stands for a shape
        .sorted(Comparator.comparing(proxy -> proxy.node().toString()))
        .forEach(
            proxy -> {
              ProxyShape.Builder shape =
                  shapes.computeIfAbsent(
                      Shape.of(proxy).key(),
                      key ->
                          ProxyShape.newBuilder()
                              .setKey(key)
                              .setNamespace(proxy.namespace())
                              .setNode(RecordedNode.write(proxy)));
              shape.setProxies(shape.getProxies() + 1);
            });
    ListShapesResponse.Builder response =
        ListShapesResponse.newBuilder().setTotalShapes(shapes.size());
    fair(shapes.values(), size).forEach(response::addShapes);
    return response.build();
  }

  private static int size(int asked) {
    if (asked < 0) {
      throw new IllegalArgumentException(
          "max_shapes: found %d, expected 0 or more".formatted(asked));
    }
    return asked == 0 ? USUAL_SIZE : Math.min(asked, LARGEST_SIZE);
  }

  /** In turns of namespaces, the shapes of most proxies first. */
  private static List<ProxyShape.Builder> fair(Collection<ProxyShape.Builder> shapes, int size) {
    Map<String, Deque<ProxyShape.Builder>> namespaces = new TreeMap<>();
    shapes.stream()
        .sorted(
            Comparator.comparingLong(ProxyShape.Builder::getProxies)
                .reversed()
                .thenComparing(ProxyShape.Builder::getKey))
        .forEach(
            shape ->
                namespaces
                    .computeIfAbsent(shape.getNamespace(), _ -> new ArrayDeque<>())
                    .add(shape));
    List<ProxyShape.Builder> chosen = new ArrayList<>();
    while (chosen.size() < size && !namespaces.isEmpty()) {
      namespaces
          .values()
          .removeIf(
              waiting -> {
                if (chosen.size() < size) {
                  chosen.add(waiting.remove());
                }
                return waiting.isEmpty();
              });
    }
    return chosen;
  }
}
