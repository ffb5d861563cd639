package io.meshwright.proxy.http.filter;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request's body while the request waits in a filter. Owns the pieces until they are
 * taken or released. Bounded by the filter: one that waits stops the client, one that collects has
 * a limit.
 */
public final class HeldBody {
  /** Stays empty for nearly all requests, so it begins small. */
  private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(0);

  private @Nullable HttpHeaders trailers;
  private long size;

  HeldBody() {}

  void add(ByteBuf piece) {
    size += piece.readableBytes();
    pieces.add(piece);
  }

  void trailers(HttpHeaders value) {
    trailers = value;
  }

  /** Whether trailers came. */
  public boolean hasTrailers() {
    return trailers != null;
  }

  @Nullable HttpHeaders trailers() {
    return trailers;
  }

  /** The next piece, which is the caller's; absent if there is none. */
  @Nullable ByteBuf take() {
    @Nullable ByteBuf piece = pieces.poll();
    if (piece != null) {
      size -= piece.readableBytes();
    }
    return piece;
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Bytes held. */
  public long size() {
    return size;
  }

  /** A copy of the first bytes, at most so many. */
  public byte[] copy(int most) {
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(most, size));
    for (ByteBuf piece : pieces) {
      byte[] part = new byte[Math.min(piece.readableBytes(), most - out.size())];
      piece.getBytes(piece.readerIndex(), part);
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  void release() {
    pieces.forEach(ByteBuf::release);
    pieces.clear();
    size = 0;
  }
}
