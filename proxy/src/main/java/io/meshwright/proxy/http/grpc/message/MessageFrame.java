package io.meshwright.proxy.http.grpc.message;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A message as it stands in a body: a flag, its length, its bytes (gRPC over HTTP/2). */
public final class MessageFrame {
  /** Bytes before a message. */
  public static final int PREFIX = 1 + Integer.BYTES;

  private static final byte PLAIN = 0;

  private MessageFrame() {}

  /** The body of one plain message. */
  public static byte[] of(byte[] message) {
    return ByteBuffer.allocate(PREFIX + message.length)
        .put(PLAIN)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /** The message that is all of a body; absent if the body is anything else. */
  public static byte @Nullable [] only(byte[] body) {
    if (body.length < PREFIX || body[0] != PLAIN) {
      return null;
    }
    int length = ByteBuffer.wrap(body, 1, Integer.BYTES).getInt();
    return length == body.length - PREFIX ? Arrays.copyOfRange(body, PREFIX, body.length) : null;
  }
}
