package io.meshwright.operator.sessions.grpc;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.sessions.ProxyTrouble;
import io.meshwright.operator.sessions.ReplicaHealth;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.proto.operator.v1.ListNodesResponse;
import io.meshwright.xds.proto.operator.v1.Trouble;
import io.meshwright.xds.proto.operator.v1.TroubleReport;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Takes in the names of a replica's proxies, and what it says of some. */
final class NodesAnswer implements StreamObserver<ListNodesResponse> {

  /** Of one replica; more would be no control plane of ours. */
  private static final int MOST_PROXIES = 50_000;

  private final Set<ProxyName> proxies = new HashSet<>();
  private final CompletableFuture<Set<ProxyName>> nodes = new CompletableFuture<>();

  CompletableFuture<Set<ProxyName>> nodes() {
    return nodes;
  }

  @Override
  public void onNext(ListNodesResponse told) {
    if (proxies.size() > MOST_PROXIES) {
      throw Status.RESOURCE_EXHAUSTED
          .withDescription("more than %d proxies".formatted(MOST_PROXIES))
          .asRuntimeException();
    }
    told.getNodesList().forEach(node -> name(node).ifPresent(proxies::add));
  }

  @Override
  public void onError(Throwable cause) {
    nodes.completeExceptionally(
        new IllegalStateException("does not name its proxies: " + Status.fromThrowable(cause)));
  }

  @Override
  public void onCompleted() {
    nodes.complete(Set.copyOf(proxies));
  }

  static ReplicaHealth health(TroubleReport report) {
    return new ReplicaHealth(
        report.getRefusingSessions(),
        report.getSilentSessions(),
        report.getTroublesList().stream().flatMap(NodesAnswer::trouble).toList());
  }

  /** A kind that this version does not know says nothing. */
  private static Stream<ProxyTrouble> trouble(Trouble told) {
    Optional<ProxyTrouble.Kind> kind =
        switch (told.getKind()) {
          case REFUSING -> Optional.of(ProxyTrouble.Kind.REFUSING);
          case SILENT -> Optional.of(ProxyTrouble.Kind.SILENT);
          case KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    return name(told.getNode()).stream()
        .flatMap(
            proxy ->
                kind.stream()
                    .map(
                        it ->
                            new ProxyTrouble(
                                proxy,
                                it,
                                instant(told.getSince()),
                                told.getPushesAgain(),
                                told.getWords())));
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  /** Who is no proxy of a pod has a name of another form. */
  private static Optional<ProxyName> name(String node) {
    try {
      NodeId id = NodeId.parse(node);
      return Optional.of(new ProxyName(id.namespace(), id.pod()));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }
}
