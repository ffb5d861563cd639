package io.meshwright.proxy.http.error;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.codec.ResponseHead;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A response that the proxy makes itself.
 *
 * @param body may be empty
 */
public record LocalReply(ResponseHead head, String body) {
  private static final int GRPC_OK_STATUS = 200;

  /** Tells a request that was shed from one that failed (Envoy, HTTP header manipulation). */
  private static final String OVERLOADED = "x-envoy-overloaded";

  /**
   * The answer to a request that failed; a gRPC client gets a gRPC status.
   *
   * @param detail appended to the text; may be empty
   * @param missingClusterStatus of the route, for {@link ProxyError#CLUSTER_NOT_FOUND}
   */
  public static LocalReply of(
      ProxyError error, String detail, int missingClusterStatus, RequestHead request) {
    int status =
        switch (error) {
          case ROUTE_NOT_FOUND -> 404;
          case CLUSTER_NOT_FOUND -> missingClusterStatus;
          case NO_HEALTHY_UPSTREAM,
              CONNECT_FAILED,
              CONNECT_TIMEOUT,
              UPSTREAM_CLOSED,
              OVERFLOW,
              UPSTREAM_RESET,
              UPSTREAM_REFUSED,
              OVERLOADED ->
              503;
          case UPSTREAM_PROTOCOL -> 502;
          case REQUEST_TIMEOUT, PER_TRY_TIMEOUT, PER_TRY_IDLE_TIMEOUT, STREAM_TOO_LONG -> 504;
          case STREAM_IDLE, REQUEST_INCOMPLETE, REQUEST_TOO_LONG -> 408;
          case UPGRADE_REFUSED -> 403;
          case REQUEST_TOO_LARGE -> 413;
          case DOWNSTREAM_GONE, DOWNSTREAM_PROTOCOL, PATH_REFUSED -> 400;
        };
    LocalReply reply = of(status, error.text() + detail, request);
    if (error == ProxyError.OVERFLOW || error == ProxyError.OVERLOADED) {
      reply.head().headers().set(OVERLOADED, "true");
    }
    return reply;
  }

  /** A response with a text; a gRPC client gets the gRPC status for that of HTTP. */
  public static LocalReply of(int status, String body, RequestHead request) {
    return of(status, GrpcStatus.ofHttp(status), body, request);
  }

  /** A response with a text; {@code grpcStatus} is for gRPC clients. */
  public static LocalReply of(int status, int grpcStatus, String body, RequestHead request) {
    HttpHeaders headers = new DefaultHttpHeaders();
    @Nullable String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (type != null && type.startsWith("application/grpc")) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, "application/grpc");
      headers.set("grpc-status", Integer.toString(grpcStatus));
      if (!body.isEmpty()) {
        headers.set("grpc-message", GrpcStatus.percentEncoded(body));
      }
      return new LocalReply(new ResponseHead(GRPC_OK_STATUS, headers), "");
    }
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length));
    if (length > 0) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN);
    }
    return new LocalReply(new ResponseHead(status, headers), body);
  }
}
