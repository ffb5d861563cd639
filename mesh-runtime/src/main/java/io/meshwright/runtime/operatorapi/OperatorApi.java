package io.meshwright.runtime.operatorapi;

import static io.grpc.MethodDescriptor.generateFullMethodName;

import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.xds.ConnectedProxies;
import io.meshwright.runtime.xds.ConnectedProxy;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.proto.operator.v1.ListNodesRequest;
import io.meshwright.xds.proto.operator.v1.ListNodesResponse;
import io.meshwright.xds.proto.operator.v1.ListSessionsRequest;
import io.meshwright.xds.proto.operator.v1.ListSessionsResponse;
import io.meshwright.xds.proto.operator.v1.ListShapesRequest;
import io.meshwright.xds.proto.operator.v1.ListShapesResponse;
import io.meshwright.xds.proto.operator.v1.MoveSessionsRequest;
import io.meshwright.xds.proto.operator.v1.MoveSessionsResponse;
import io.meshwright.xds.proto.operator.v1.ProxyTraffic;
import io.meshwright.xds.proto.operator.v1.ReadTrafficRequest;
import io.meshwright.xds.proto.operator.v1.RenderProxyRequest;
import io.meshwright.xds.proto.operator.v1.RenderedResource;
import io.meshwright.xds.proto.operator.v1.SessionReport;
import io.meshwright.xds.proto.operator.v1.WatchSessionsRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * {@code meshwright.operator.v1.OperatorApi}. Must be bound behind an interceptor that lets only
 * the operator pass. Nothing blocks; counting and rendering are done on the executors that are
 * given.
 */
public final class OperatorApi implements BindableService {

  private static final Logger LOG = Logger.getLogger(OperatorApi.class);
  private static final String SERVICE = "meshwright.operator.v1.OperatorApi";
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
  private static final Duration USUAL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

  public static final MethodDescriptor<WatchSessionsRequest, SessionReport> WATCH_SESSIONS =
      method(
          MethodType.SERVER_STREAMING,
          "WatchSessions",
          WatchSessionsRequest.getDefaultInstance(),
          SessionReport.getDefaultInstance());

  public static final MethodDescriptor<ListSessionsRequest, ListSessionsResponse> LIST_SESSIONS =
      method(
          MethodType.UNARY,
          "ListSessions",
          ListSessionsRequest.getDefaultInstance(),
          ListSessionsResponse.getDefaultInstance());

  public static final MethodDescriptor<ListNodesRequest, ListNodesResponse> LIST_NODES =
      method(
          MethodType.SERVER_STREAMING,
          "ListNodes",
          ListNodesRequest.getDefaultInstance(),
          ListNodesResponse.getDefaultInstance());

  public static final MethodDescriptor<MoveSessionsRequest, MoveSessionsResponse> MOVE_SESSIONS =
      method(
          MethodType.UNARY,
          "MoveSessions",
          MoveSessionsRequest.getDefaultInstance(),
          MoveSessionsResponse.getDefaultInstance());

  public static final MethodDescriptor<ReadTrafficRequest, ProxyTraffic> READ_TRAFFIC =
      method(
          MethodType.SERVER_STREAMING,
          "ReadTraffic",
          ReadTrafficRequest.getDefaultInstance(),
          ProxyTraffic.getDefaultInstance());

  public static final MethodDescriptor<ListShapesRequest, ListShapesResponse> LIST_SHAPES =
      method(
          MethodType.UNARY,
          "ListShapes",
          ListShapesRequest.getDefaultInstance(),
          ListShapesResponse.getDefaultInstance());

  public static final MethodDescriptor<RenderProxyRequest, RenderedResource> RENDER_PROXY =
      method(
          MethodType.SERVER_STREAMING,
          "RenderProxy",
          RenderProxyRequest.getDefaultInstance(),
          RenderedResource.getDefaultInstance());

  private final String revision;
  private final Supplier<Optional<MeshModel>> model;
  private final ConnectedProxies proxies;
  private final TrafficSource traffic;
  private final Supplier<OwnTrust> trust;
  private final ScheduledExecutorService executor;
  private final Executor renderer;

  /**
   * Makes the service.
   *
   * @param model the mesh as it is in force; empty until its configuration was read
   * @param traffic where a proxy's counts come from
   * @param trust what the replica's authority is
   * @param executor counts sessions
   * @param renderer compiles, one proxy after the other
   */
  public OperatorApi(
      String revision,
      Supplier<Optional<MeshModel>> model,
      ConnectedProxies proxies,
      TrafficSource traffic,
      Supplier<OwnTrust> trust,
      ScheduledExecutorService executor,
      Executor renderer) {
    this.revision = revision;
    this.model = model;
    this.proxies = proxies;
    this.traffic = traffic;
    this.trust = trust;
    this.executor = executor;
    this.renderer = renderer;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(WATCH_SESSIONS, ServerCalls.asyncServerStreamingCall(this::watchSessions))
        .addMethod(LIST_SESSIONS, ServerCalls.asyncUnaryCall(this::listSessions))
        .addMethod(LIST_NODES, ServerCalls.asyncServerStreamingCall(this::listNodes))
        .addMethod(MOVE_SESSIONS, ServerCalls.asyncUnaryCall(this::moveSessions))
        .addMethod(READ_TRAFFIC, ServerCalls.asyncServerStreamingCall(this::readTraffic))
        .addMethod(LIST_SHAPES, ServerCalls.asyncUnaryCall(this::listShapes))
        .addMethod(RENDER_PROXY, ServerCalls.asyncServerStreamingCall(this::renderProxy))
        .build();
  }

  private void watchSessions(WatchSessionsRequest request, StreamObserver<SessionReport> observer) {
    new SessionWatch(this::report, (ServerCallStreamObserver<SessionReport>) observer)
        .start(executor, interval(request.getMinIntervalMillis()));
  }

  private void listSessions(
      ListSessionsRequest request, StreamObserver<ListSessionsResponse> observer) {
    try {
      observer.onNext(SessionPage.of(proxies.views(), request));
      observer.onCompleted();
    } catch (IllegalArgumentException e) {
      observer.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
    }
  }

  private void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
    NodeList.of(proxies.views()).forEach(observer::onNext);
    observer.onCompleted();
  }

  private void moveSessions(
      MoveSessionsRequest request, StreamObserver<MoveSessionsResponse> observer) {
    if (request.getSessions() < 0) {
      observer.onError(
          Status.INVALID_ARGUMENT
              .withDescription(
                  "sessions: found %d, expected 0 or more".formatted(request.getSessions()))
              .asException());
      return;
    }
    int moving = proxies.move(request.getSessions());
    observer.onNext(MoveSessionsResponse.newBuilder().setMoving(moving).build());
    observer.onCompleted();
  }

  private void readTraffic(ReadTrafficRequest request, StreamObserver<ProxyTraffic> observer) {
    new TrafficCall(
            traffic,
            proxies.views(),
            TrafficCall.timeout(request.getProxyTimeoutMillis()),
            (ServerCallStreamObserver<ProxyTraffic>) observer)
        .start();
  }

  private void listShapes(ListShapesRequest request, StreamObserver<ListShapesResponse> observer) {
    try {
      observer.onNext(ProxyShapes.of(proxies.views(), request));
      observer.onCompleted();
    } catch (IllegalArgumentException e) {
      observer.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
    }
  }

  private void renderProxy(RenderProxyRequest request, StreamObserver<RenderedResource> observer) {
    renderer.execute(() -> render(request, observer));
  }

  private void render(RenderProxyRequest request, StreamObserver<RenderedResource> observer) {
    Optional<MeshModel> current = model.get();
    if (current.isEmpty()) {
      observer.onError(
          Status.UNAVAILABLE.withDescription("configuration is being read").asException());
      return;
    }
    try {
      Rendering.of(request, current.get()).forEach(observer::onNext);
      observer.onCompleted();
    } catch (ConfigException e) {
      observer.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
    } catch (RuntimeException e) {
      // an executor would swallow it, and the caller would wait
      LOG.warn("Cannot render a proxy", e);
      observer.onError(Status.INTERNAL.withDescription(e.toString()).asException());
    }
  }

  private SessionReport report() {
    List<ConnectedProxy.View> sessions = proxies.views();
    return SessionCount.report(revision, model.get().isPresent(), sessions).toBuilder()
        .setTrust(TrustCount.report(trust.get(), sessions))
        .setTroubles(Troubles.report(proxies.troubles()))
        .build();
  }

  private static Duration interval(long millis) {
    if (millis <= 0) {
      return USUAL_INTERVAL;
    }
    return Duration.ofMillis(
        Math.clamp(millis, SHORTEST_INTERVAL.toMillis(), LONGEST_INTERVAL.toMillis()));
  }

  private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
      MethodType type, String name, Q request, R response) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setType(type)
        .setFullMethodName(generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }
}
