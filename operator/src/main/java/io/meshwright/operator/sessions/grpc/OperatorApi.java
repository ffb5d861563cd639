package io.meshwright.operator.sessions.grpc;

import static io.grpc.MethodDescriptor.generateFullMethodName;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;
import io.meshwright.xds.proto.operator.v1.ListNodesRequest;
import io.meshwright.xds.proto.operator.v1.ListNodesResponse;
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

/** The methods of {@code meshwright.operator.v1.OperatorApi} that the operator calls. */
final class OperatorApi {

  static final String SERVICE = "meshwright.operator.v1.OperatorApi";

  static final MethodDescriptor<WatchSessionsRequest, SessionReport> WATCH_SESSIONS =
      method(
          MethodType.SERVER_STREAMING,
          "WatchSessions",
          WatchSessionsRequest.getDefaultInstance(),
          SessionReport.getDefaultInstance());

  static final MethodDescriptor<ListNodesRequest, ListNodesResponse> LIST_NODES =
      method(
          MethodType.SERVER_STREAMING,
          "ListNodes",
          ListNodesRequest.getDefaultInstance(),
          ListNodesResponse.getDefaultInstance());

  static final MethodDescriptor<MoveSessionsRequest, MoveSessionsResponse> MOVE_SESSIONS =
      method(
          MethodType.UNARY,
          "MoveSessions",
          MoveSessionsRequest.getDefaultInstance(),
          MoveSessionsResponse.getDefaultInstance());

  static final MethodDescriptor<ReadTrafficRequest, ProxyTraffic> READ_TRAFFIC =
      method(
          MethodType.SERVER_STREAMING,
          "ReadTraffic",
          ReadTrafficRequest.getDefaultInstance(),
          ProxyTraffic.getDefaultInstance());

  static final MethodDescriptor<ListShapesRequest, ListShapesResponse> LIST_SHAPES =
      method(
          MethodType.UNARY,
          "ListShapes",
          ListShapesRequest.getDefaultInstance(),
          ListShapesResponse.getDefaultInstance());

  static final MethodDescriptor<RenderProxyRequest, RenderedResource> RENDER_PROXY =
      method(
          MethodType.SERVER_STREAMING,
          "RenderProxy",
          RenderProxyRequest.getDefaultInstance(),
          RenderedResource.getDefaultInstance());

  private OperatorApi() {}

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
