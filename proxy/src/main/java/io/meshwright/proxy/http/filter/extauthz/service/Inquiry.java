package io.meshwright.proxy.http.filter.extauthz.service;

import com.google.protobuf.ByteString;
import io.meshwright.proxy.http.filter.HttpExchange;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a service is asked about.
 *
 * @param body absent if the service is not told
 * @param context what the levels of the route add
 */
public record Inquiry(HttpExchange exchange, @Nullable Body body, Map<String, String> context) {
  public Inquiry {
    context = Map.copyOf(context);
  }

  ByteString bytes() {
    return body == null ? ByteString.EMPTY : body.bytes();
  }

  /**
   * The request's body.
   *
   * @param partial whether there is more of it
   * @param binary whether it may be anything but text
   */
  public record Body(ByteString bytes, boolean partial, boolean binary) {
    /** Of a request that has none, or the beginning of one. */
    public static Body of(byte[] bytes, boolean partial, boolean binary) {
      return new Body(ByteString.copyFrom(bytes), partial, binary);
    }
  }
}
