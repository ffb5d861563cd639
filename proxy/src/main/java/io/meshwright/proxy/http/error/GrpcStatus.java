package io.meshwright.proxy.http.error;

import io.meshwright.proxy.http.codec.ResponseHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** gRPC's status beside HTTP's: where it stands, and how one is turned into the other. */
public final class GrpcStatus {
  /** {@code RESOURCE_EXHAUSTED}. */
  public static final int RESOURCE_EXHAUSTED = 8;

  /** {@code UNAVAILABLE}. */
  public static final int UNAVAILABLE = 14;

  private static final String HEADER = "grpc-status";
  private static final String TYPE = "application/grpc";
  private static final int NO_ANSWER = 0;

  /** By number, as Envoy writes them in access logs. */
  private static final List<String> NAMES =
      List.of(
          "OK",
          "Canceled",
          "Unknown",
          "InvalidArgument",
          "DeadlineExceeded",
          "NotFound",
          "AlreadyExists",
          "PermissionDenied",
          "ResourceExhausted",
          "FailedPrecondition",
          "Aborted",
          "OutOfRange",
          "Unimplemented",
          "Internal",
          "Unavailable",
          "DataLoss",
          "Unauthenticated");

  private GrpcStatus() {}

  /** The status of a response, in its trailers or in trailers-only; absent if it has none. */
  public static @Nullable String of(
      @Nullable ResponseHead response, @Nullable HttpHeaders trailers) {
    @Nullable String last = trailers == null ? null : trailers.get(HEADER);
    if (last != null) {
      return last;
    }
    return response == null ? null : response.headers().get(HEADER);
  }

  /** The name of a status; what is no known number stays as it is. */
  public static @Nullable String name(@Nullable String status) {
    int number = number(status);
    return number < 0 ? status : NAMES.get(number);
  }

  /** Whether a status is one of gRPC's own. */
  public static boolean known(String status) {
    return number(status) >= 0;
  }

  private static int number(@Nullable String status) {
    for (int i = 0; i < NAMES.size(); i++) {
      if (Integer.toString(i).equals(status)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The HTTP status that says the same as a gRPC response, for outlier detection; 0 if the status
   * is not known yet, and the response's own if it is not one of gRPC.
   */
  public static int asHttp(ResponseHead response, @Nullable HttpHeaders trailers) {
    @Nullable String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (type == null || !type.startsWith(TYPE)) {
      return response.status();
    }
    @Nullable String status = of(response, trailers);
    if (status == null) {
      return trailers == null ? NO_ANSWER : response.status();
    }
    return switch (number(status)) {
      case 0 -> 200;
      case 1 -> 499;
      case 3, 9, 11 -> 400;
      case 4 -> 504;
      case 5 -> 404;
      case 6, 10 -> 409;
      case 7 -> 403;
      case 8 -> 429;
      case 12 -> 501;
      case 14 -> 503;
      case 16 -> 401;
      default -> 500;
    };
  }

  /** gRPC's own mapping of HTTP status codes. */
  static int ofHttp(int status) {
    return switch (status) {
      case 200 -> 0;
      case 400 -> 13;
      case 401 -> 16;
      case 403 -> 7;
      case 404 -> 12;
      case 429, 502, 503, 504 -> 14;
      default -> 2;
    };
  }

  /** A value of {@code grpc-message}: percent-encoded UTF-8. */
  static String percentEncoded(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        out.append((char) b);
      } else {
        out.append('%')
            .append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)))
            .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
      }
    }
    return out.toString();
  }
}
