package io.meshwright.operator.sessions.grpc;

import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.meshwright.operator.sessions.RenderException;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.RuntimeRenderer;
import io.meshwright.xds.proto.operator.v1.ListShapesRequest;
import io.meshwright.xds.proto.operator.v1.ListShapesResponse;
import io.meshwright.xds.proto.operator.v1.RenderProxyRequest;
import io.meshwright.xds.proto.operator.v1.RenderedResource;
import io.meshwright.xds.proto.operator.v1.ResourceName;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One replica over gRPC. */
final class GrpcRenderer implements RuntimeRenderer {

  private static final long DEADLINE_SECONDS = 30;

  /** A name table of a large mesh is one resource. */
  private static final int LARGEST_MESSAGE = 32 << 20;

  private final Replica replica;
  private final ManagedChannel channel;
  private final CallOptions options;

  GrpcRenderer(Replica replica, ManagedChannel channel, CallCredentials credentials) {
    this.replica = replica;
    this.channel = channel;
    this.options =
        CallOptions.DEFAULT
            .withCallCredentials(credentials)
            .withMaxInboundMessageSize(LARGEST_MESSAGE)
            .withMaxOutboundMessageSize(LARGEST_MESSAGE);
  }

  @Override
  public Shapes shapes(int most) throws RenderException {
    try {
      ListShapesResponse response =
          ClientCalls.blockingUnaryCall(
              channel,
              OperatorApi.LIST_SHAPES,
              inTime(),
              ListShapesRequest.newBuilder().setMaxShapes(most).build());
      return new Shapes(
          response.getShapesList().stream()
              .map(
                  shape ->
                      new Shape(
                          shape.getKey(),
                          shape.getNamespace(),
                          shape.getProxies(),
                          shape.getNode()))
              .toList(),
          response.getTotalShapes());
    } catch (StatusRuntimeException e) {
      throw failure(e);
    }
  }

  @Override
  public void render(String node, Set<ResourceKey> contents, Consumer<Rendered> each)
      throws RenderException {
    RenderProxyRequest.Builder request = RenderProxyRequest.newBuilder().setNode(node);
    for (ResourceKey wanted : contents) {
      request.addContentOf(
          ResourceName.newBuilder().setTypeUrl(wanted.typeUrl()).setName(wanted.name()));
    }
    try {
      Iterator<RenderedResource> answers =
          ClientCalls.blockingServerStreamingCall(
              channel, OperatorApi.RENDER_PROXY, inTime(), request.build());
      while (answers.hasNext()) {
        RenderedResource answer = answers.next();
        each.accept(
            new Rendered(
                new ResourceKey(answer.getResource().getTypeUrl(), answer.getResource().getName()),
                answer.getDigest(),
                answer.getContent()));
      }
    } catch (StatusRuntimeException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private CallOptions inTime() {
    return options.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private RenderException failure(StatusRuntimeException e) {
    Status status = e.getStatus();
    return status.getCode() == Status.Code.UNIMPLEMENTED
        ? new RenderException(
            RenderException.Cause.UNSUPPORTED,
            replica.revision() + " is of a version that cannot render proxies")
        : new RenderException(
            RenderException.Cause.FAILED,
            replica.pod() + ": " + status.getCode() + words(status.getDescription()));
  }

  private static String words(@Nullable String description) {
    return description == null ? "" : " " + description;
  }
}
