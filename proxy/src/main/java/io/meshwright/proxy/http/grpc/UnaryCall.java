package io.meshwright.proxy.http.grpc;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.WireVersion;
import io.meshwright.proxy.http.error.GrpcStatus;
import io.meshwright.proxy.http.grpc.message.MessageFrame;
import io.meshwright.proxy.http.side.SideAnswer;
import io.meshwright.proxy.http.side.SideCall;
import io.meshwright.proxy.http.side.SideResponse;
import io.meshwright.proxy.snapshot.GrpcTarget;
import io.meshwright.proxy.upstream.LoopCluster;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.SocketAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One message to a gRPC service of a cluster, and its answer. It is sent once: there is no retry.
 * Belongs to the cluster's loop.
 */
public final class UnaryCall implements SideAnswer {
  /** gRPC's own default for messages that are received. */
  private static final int MAX_MESSAGE = 4 * 1024 * 1024;

  private static final int OK = 200;
  private static final String STATUS_OK = "0";

  private final UnaryAnswer answer;

  private UnaryCall(UnaryAnswer answer) {
    this.answer = answer;
  }

  /**
   * Begins a call, which may have failed already when this returns.
   *
   * @param method {@code package.Service/Method}
   * @param destination what the client dialled, for clusters that follow it
   * @return by which the call can be given up
   */
  public static SideCall begin(
      LoopCluster cluster,
      GrpcTarget target,
      String method,
      byte[] message,
      SocketAddress destination,
      UnaryAnswer answer) {
    SideCall call =
        SideCall.begin(
            cluster,
            head(target, method),
            false,
            new SideCall.Options(
                destination, Map.of(), target.timeout(), MAX_MESSAGE + MessageFrame.PREFIX),
            new UnaryCall(answer));
    call.send(Unpooled.wrappedBuffer(MessageFrame.of(message)), true);
    return call;
  }

  private static RequestHead head(GrpcTarget target, String method) {
    HttpHeaders headers = new DefaultHttpHeaders();
    target.metadata().forEach(header -> headers.add(header.name(), header.value()));
    headers.set(HttpHeaderNames.TE, "trailers");
    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/grpc");
    if (target.timeout().isPositive()) {
      headers.set("grpc-timeout", GrpcTimeout.format(target.timeout()));
    }
    return new RequestHead(
        WireVersion.HTTP_2, "POST", "http", target.authority(), "/" + method, headers);
  }

  @Override
  public void answered(SideResponse response) {
    @Nullable String status = GrpcStatus.of(response.head(), response.trailers());
    if (status == null) {
      failed(
          response.head().status() == OK
              ? "an answer without a gRPC status"
              : "HTTP status " + response.head().status());
    } else if (!status.equals(STATUS_OK)) {
      failed("gRPC status " + GrpcStatus.name(status));
    } else {
      byte @Nullable [] message = MessageFrame.only(response.body());
      if (message == null) {
        failed("an answer that is not one plain message");
      } else {
        answer.answered(message);
      }
    }
  }

  @Override
  public void failed(String reason) {
    answer.failed(reason);
  }
}
