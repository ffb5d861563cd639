package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.ClientStream;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way upstream: what was not sent yet, and, while another attempt may
 * be needed, what was. Owns its buffers until they are handed to a stream or {@link #release()} is
 * called.
 */
final class RequestBody {
  private final List<ByteBuf> chunks = new ArrayList<>();
  private final int limit;
  private boolean replayable;
  private long size;
  private int next;
  private boolean complete;
  private boolean endSent;
  private @Nullable HttpHeaders trailers;

  /**
   * An empty body.
   *
   * @param keep whether another attempt may be needed
   * @param limit bytes above which the body is not kept, so that no other attempt can be made
   */
  RequestBody(boolean keep, int limit) {
    this.replayable = keep;
    this.limit = limit;
  }

  void add(ByteBuf data, boolean end) {
    size += data.readableBytes();
    chunks.add(data);
    complete = end;
    if (size > limit) {
      stopKeeping();
    }
  }

  void end(HttpHeaders with) {
    trailers = with;
    complete = true;
  }

  /** The request has no body. */
  void none() {
    complete = true;
    endSent = true;
  }

  /** What was sent needs not be kept any longer. */
  void stopKeeping() {
    if (replayable) {
      replayable = false;
      for (int i = 0; i < next; i++) {
        chunks.get(i).release();
      }
      chunks.subList(0, next).clear();
      next = 0;
    }
  }

  /** Whether everything could be sent once more. */
  boolean replayable() {
    return replayable;
  }

  /** Whether the client sent all of it. */
  boolean complete() {
    return complete;
  }

  /** Whether too much waits to be sent for reading on. */
  boolean full() {
    return size > limit && next < chunks.size();
  }

  /** Begins again for another attempt. */
  void rewind(boolean hasBody) {
    next = 0;
    endSent = !hasBody;
  }

  /** Sends what is there and was not sent. */
  void sendTo(ClientStream stream) {
    while (next < chunks.size()) {
      ByteBuf chunk = chunks.get(next);
      boolean last = complete && trailers == null && next == chunks.size() - 1;
      next++;
      endSent |= last;
      stream.data(replayable ? chunk.retainedDuplicate() : chunk, last);
    }
    if (!replayable) {
      chunks.clear();
      next = 0;
    }
    if (complete && !endSent) {
      endSent = true;
      stream.trailers(
          trailers == null ? io.netty.handler.codec.http.EmptyHttpHeaders.INSTANCE : trailers);
    }
  }

  void release() {
    int first = replayable ? 0 : next;
    for (int i = first; i < chunks.size(); i++) {
      chunks.get(i).release();
    }
    chunks.clear();
    next = 0;
    replayable = false;
  }
}
