package io.meshwright.proxy.http.filter.grpcweb;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Base64;

/**
 * Decodes Base64 that comes in pieces of any size. Each group of four characters stands for itself:
 * padding may end every frame, not only the last one. Belongs to one exchange.
 */
final class TextDecoder {
  private static final int GROUP = 4;

  private byte[] rest = new byte[0];

  /**
   * Decodes what is complete, and keeps the rest; {@code data} stays the caller's.
   *
   * @throws IllegalArgumentException if it is no Base64
   */
  ByteBuf decode(ByteBuf data) {
    byte[] all = Arrays.copyOf(rest, rest.length + data.readableBytes());
    data.readBytes(all, rest.length, data.readableBytes());
    int whole = all.length - all.length % GROUP;
    rest = Arrays.copyOfRange(all, whole, all.length);
    ByteBuf decoded = Unpooled.buffer(whole);
    int from = 0;
    while (from < whole) {
      int to = endOfSegment(all, from, whole);
      decoded.writeBytes(Base64.getDecoder().decode(Arrays.copyOfRange(all, from, to)));
      from = to;
    }
    return decoded;
  }

  /** Behind the next group with padding. */
  private static int endOfSegment(byte[] text, int from, int whole) {
    int to = from + GROUP;
    while (to < whole && text[to - 1] != '=') {
      to += GROUP;
    }
    return to;
  }

  /** Whether a group is incomplete. */
  boolean unfinished() {
    return rest.length > 0;
  }
}
