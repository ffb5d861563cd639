package io.meshwright.proxy.http.codec;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The part of WebSocket's opening handshake that HTTP/1.1 has and an extended CONNECT has not (RFC
 * 8441 section 5): a nonce from the client, and the server's proof that it read it.
 */
final class WebSocketKeys {
  /** RFC 6455 section 1.3. */
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int NONCE_BYTES = 16;

  private WebSocketKeys() {}

  private static boolean webSocket(@Nullable String upgrade) {
    return "websocket".equalsIgnoreCase(upgrade);
  }

  /** Gives a request that goes out in HTTP/1.1 a nonce if it has none. */
  static void addKey(String upgrade, HttpHeaders request) {
    if (webSocket(upgrade) && !request.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
      byte[] nonce = new byte[NONCE_BYTES];
      ThreadLocalRandom.current().nextBytes(nonce);
      request.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, Base64.getEncoder().encodeToString(nonce));
    }
  }

  /** Gives a response that came in HTTP/2 the proof if it has none and the client expects one. */
  static void addAccept(String upgrade, @Nullable String key, HttpHeaders response) {
    if (webSocket(upgrade)
        && key != null
        && !response.contains(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT)) {
      response.set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(key));
    }
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
