package io.meshwright.proxy.http.filter.grpcstats;

import io.netty.buffer.ByteBuf;

/**
 * Counts the messages of one direction of a gRPC call: each is a flag, a length of four bytes, and
 * so many bytes (gRPC over HTTP/2, "Length-Prefixed-Message").
 */
final class MessageCounter {
  private static final int PREFIX = 1 + Integer.BYTES;

  private int prefixRead;
  private long length;
  private long left;

  /** Looks at a piece of any size; says how many messages begin in it. */
  int inspect(ByteBuf data) {
    int messages = 0;
    int at = data.readerIndex();
    int end = data.writerIndex();
    while (at < end) {
      if (left > 0) {
        long skipped = Math.min(left, end - at);
        left -= skipped;
        at += (int) skipped;
        continue;
      }
      if (prefixRead == 0) {
        messages++;
      } else {
        length = length << Byte.SIZE | data.getUnsignedByte(at);
      }
      at++;
      prefixRead++;
      if (prefixRead == PREFIX) {
        left = length;
        length = 0;
        prefixRead = 0;
      }
    }
    return messages;
  }
}
