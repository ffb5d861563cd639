package io.meshwright.runtime.operatorapi;

import io.grpc.SynchronizationContext;
import io.grpc.stub.ServerCallStreamObserver;
import io.meshwright.runtime.traffic.WorkloadTraffic;
import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.proto.operator.v1.ProxyTraffic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One reading of all proxies. A few are asked at once, the next when one has answered and the
 * client has taken what was sent; the client's going ends it. Its state belongs to {@code turns}.
 */
final class TrafficCall {

  private static final Logger LOG = Logger.getLogger(TrafficCall.class);
  private static final int AT_ONCE = 16;
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);

  private final TrafficSource source;
  private final Duration timeout;
  private final ServerCallStreamObserver<ProxyTraffic> client;
  private final Queue<NodeId> waiting;
  private final Map<NodeId, CompletableFuture<List<WorkloadTraffic>>> asked = new HashMap<>();
  private final SynchronizationContext turns =
      new SynchronizationContext((_, e) -> LOG.error("Cannot tell the traffic of proxies", e));
  private boolean over;

  TrafficCall(
      TrafficSource source,
      Collection<ConnectedProxy.View> sessions,
      Duration timeout,
      ServerCallStreamObserver<ProxyTraffic> client) {
    this.source = source;
    this.timeout = timeout;
    this.client = client;
    this.waiting = new ArrayDeque<>(nodes(sessions));
  }

  /** What a request asks for, within bounds. */
  static Duration timeout(long millis) {
    return millis <= 0
        ? USUAL_TIMEOUT
        : Duration.ofMillis(Math.min(millis, LONGEST_TIMEOUT.toMillis()));
  }

  /** Those with metrics; a proxy that connects anew may be there twice for a moment. */
  private static Collection<NodeId> nodes(Collection<ConnectedProxy.View> sessions) {
    Map<String, NodeId> nodes = new LinkedHashMap<>();
    sessions.stream()
        .sorted(Comparator.comparing(ConnectedProxy.View::connected))
        .map(ConnectedProxy.View::node)
        .filter(
            node ->
                node.type() == NodeId.ProxyType.SIDECAR || node.type() == NodeId.ProxyType.ROUTER)
        .forEach(node -> nodes.put(node.toString(), node));
    return nodes.values();
  }

  /** Begins; to be called before the call's handler returns. */
  void start() {
    client.setOnCancelHandler(() -> turns.execute(this::cancel));
    client.setOnReadyHandler(() -> turns.execute(this::proceed));
    turns.execute(this::proceed);
  }

  private void proceed() {
    while (!over && !waiting.isEmpty() && asked.size() < AT_ONCE && client.isReady()) {
      NodeId node = waiting.remove();
      CompletableFuture<List<WorkloadTraffic>> answer = source.of(node, timeout);
      asked.put(node, answer);
      var _ =
          answer.whenComplete(
              (traffic, failure) -> turns.execute(() -> answered(node, traffic, failure)));
    }
    if (!over && waiting.isEmpty() && asked.isEmpty()) {
      over = true;
      client.onCompleted();
    }
  }

  private void answered(
      NodeId node, @Nullable List<WorkloadTraffic> traffic, @Nullable Throwable failure) {
    asked.remove(node);
    if (over) {
      return;
    }
    ProxyTraffic.Builder told =
        ProxyTraffic.newBuilder().setNode(node.toString()).setNamespace(node.namespace());
    if (traffic == null) {
      told.setProblem(words(Objects.requireNonNull(failure)));
    } else {
      traffic.forEach(each -> told.addCounts(TrafficMessages.counts(each)));
    }
    client.onNext(told.build());
    proceed();
  }

  private String words(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TimeoutException || cause instanceof CancellationException) {
      return "found no answer in %d ms, expected one".formatted(timeout.toMillis());
    }
    return Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
  }

  private void cancel() {
    over = true;
    waiting.clear();
    List.copyOf(asked.values()).forEach(answer -> answer.cancel(true));
  }
}
