package io.meshwright.operator.sessions.grpc;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.meshwright.operator.sessions.ProxyName;
import io.meshwright.operator.sessions.ProxyTraffic;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.ReplicaClient;
import io.meshwright.operator.sessions.ReplicaReport;
import io.meshwright.operator.sessions.ReplicaTrust;
import io.meshwright.xds.proto.operator.v1.ListNodesRequest;
import io.meshwright.xds.proto.operator.v1.MoveSessionsRequest;
import io.meshwright.xds.proto.operator.v1.MoveSessionsResponse;
import io.meshwright.xds.proto.operator.v1.ReadTrafficRequest;
import io.meshwright.xds.proto.operator.v1.SessionReport;
import io.meshwright.xds.proto.operator.v1.TrustReport;
import io.meshwright.xds.proto.operator.v1.WatchSessionsRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One replica over gRPC. A stream that ends is opened again after 1 s, 2 s … 30 s; until the next
 * report nothing is known. A replica from before this API is asked for the gauge that it has.
 *
 * <p>Confined to the executor; gRPC calls back there too.
 */
final class GrpcReplicaClient implements ReplicaClient {

  private static final Logger LOG = Logger.getLogger(GrpcReplicaClient.class);
  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);
  private static final int DOUBLINGS = 5;
  private static final long MOVE_SECONDS = 10;
  private static final long TRAFFIC_SECONDS = 60;
  private static final long NODES_SECONDS = 20;

  private final Replica replica;
  private final ManagedChannel channel;
  private final CallOptions options;
  private final OldRuntimeGauge gauge;
  private final ScheduledExecutorService executor;
  private final Consumer<ReplicaReport> listener;
  private int failures;
  private boolean closed;

  GrpcReplicaClient(
      Replica replica,
      ManagedChannel channel,
      CallCredentials credentials,
      OldRuntimeGauge gauge,
      ScheduledExecutorService executor,
      Consumer<ReplicaReport> listener) {
    this.replica = replica;
    this.channel = channel;
    this.options = CallOptions.DEFAULT.withCallCredentials(credentials);
    this.gauge = gauge;
    this.executor = executor;
    this.listener = listener;
  }

  void start() {
    executor.execute(this::watch);
  }

  @Override
  public void move(int sessions) {
    ClientCalls.asyncUnaryCall(
        channel.newCall(
            OperatorApi.MOVE_SESSIONS, options.withDeadlineAfter(MOVE_SECONDS, TimeUnit.SECONDS)),
        MoveSessionsRequest.newBuilder().setSessions(sessions).build(),
        new StreamObserver<>() {
          @Override
          public void onNext(MoveSessionsResponse response) {
            LOG.infof("%s moves %d proxies", replica.pod(), response.getMoving());
          }

          @Override
          public void onError(Throwable cause) {
            LOG.infof("%s moves no proxies: %s", replica.pod(), Status.fromThrowable(cause));
          }

          @Override
          public void onCompleted() {
            // said in onNext
          }
        });
  }

  @Override
  public CompletableFuture<List<ProxyTraffic>> traffic() {
    TrafficAnswer answer = new TrafficAnswer();
    read(
        OperatorApi.READ_TRAFFIC, TRAFFIC_SECONDS, ReadTrafficRequest.getDefaultInstance(), answer);
    return answer.traffic();
  }

  @Override
  public CompletableFuture<Set<ProxyName>> nodes() {
    NodesAnswer answer = new NodesAnswer();
    read(OperatorApi.LIST_NODES, NODES_SECONDS, ListNodesRequest.getDefaultInstance(), answer);
    return answer.nodes();
  }

  /** Asks for an answer in parts that ends within a time. */
  private <Q, A> void read(
      MethodDescriptor<Q, A> method, long seconds, Q question, StreamObserver<A> answer) {
    ClientCalls.asyncServerStreamingCall(
        channel.newCall(method, options.withDeadlineAfter(seconds, TimeUnit.SECONDS)),
        question,
        answer);
  }

  @Override
  public void close() {
    executor.execute(
        () -> {
          closed = true;
          channel.shutdownNow();
        });
  }

  private void watch() {
    if (closed) {
      return;
    }
    ClientCalls.asyncServerStreamingCall(
        channel.newCall(OperatorApi.WATCH_SESSIONS, options),
        WatchSessionsRequest.getDefaultInstance(),
        new StreamObserver<>() {
          @Override
          public void onNext(SessionReport report) {
            failures = 0;
            tell(counted(report));
          }

          @Override
          public void onError(Throwable cause) {
            ended(Status.fromThrowable(cause));
          }

          @Override
          public void onCompleted() {
            ended(Status.UNAVAILABLE.withDescription("ended the stream"));
          }
        });
  }

  private void ended(Status status) {
    if (closed) {
      return;
    }
    if (status.getCode() == Status.Code.UNIMPLEMENTED) {
      gauge.read(replica, report -> executor.execute(() -> tell(report)));
    } else {
      if (failures == 0) {
        LOG.infof("%s does not tell its sessions: %s", replica.pod(), status);
      }
      tell(new ReplicaReport.Silent(status.toString()));
    }
    Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(failures, DOUBLINGS));
    failures++;
    var _ =
        executor.schedule(
            this::watch,
            Math.min(delay.toMillis(), LONGEST_DELAY.toMillis()),
            TimeUnit.MILLISECONDS);
  }

  private void tell(ReplicaReport report) {
    if (!closed) {
      listener.accept(report);
    }
  }

  private static ReplicaReport counted(SessionReport report) {
    return new ReplicaReport.Counted(
        report.getGroupsList().stream()
            .map(
                group ->
                    new ReplicaReport.Group(
                        group.getNamespace(), group.getProxyVersion(), group.getSessions()))
            .toList(),
        true,
        report.hasTrust() ? Optional.of(trust(report.getTrust())) : Optional.empty(),
        report.hasTroubles()
            ? Optional.of(NodesAnswer.health(report.getTroubles()))
            : Optional.empty());
  }

  private static ReplicaTrust trust(TrustReport report) {
    return new ReplicaTrust(
        report.getIssuingRoot(),
        Set.copyOf(report.getRootsList()),
        report.getTrustingSessions(),
        report.getCertifiedSessions(),
        report.getProblem());
  }
}
