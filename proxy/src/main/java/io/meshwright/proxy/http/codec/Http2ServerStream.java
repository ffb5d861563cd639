package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** One request on an HTTP/2 connection; see {@link ServerStream} for who owns buffers. */
final class Http2ServerStream implements ServerStream, Http2Lane {
  private static final int OK = 200;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Http2ServerConnection connection;
  private final Http2Flow flow;
  private final long begun;
  private @Nullable RequestListener listener;
  private boolean requestDone;
  private boolean responseBegun;
  private boolean reset;
  private boolean over;

  Http2ServerStream(Http2ServerConnection connection, Http2Flow flow, long begun) {
    this.connection = connection;
    this.flow = flow;
    this.begun = begun;
  }

  // ---- from the connection ----

  void start(RequestHandler handler, RequestHead head, boolean end) {
    requestDone = end;
    RequestListener opened = handler.request(head, end, this);
    if (!over) {
      listener = opened;
    }
  }

  @Override
  public void headers(Http2Headers block, boolean end) throws Http2Exception {
    HttpHeaders trailers;
    try {
      trailers = Http2Rules.trailers(block, connection.settings().maxHeaders());
    } catch (MessageRefusedException e) {
      throw Http2Exception.streamError(
          flow.id(), Http2Error.PROTOCOL_ERROR, "%s", String.valueOf(e.getMessage()));
    }
    requestDone = true;
    if (listener != null) {
      listener.trailers(trailers);
    }
  }

  @Override
  public int data(ByteBuf data, int credit, boolean end) {
    requestDone = end;
    if (listener == null) {
      return credit;
    }
    listener.data(data.retain(), end);
    return flow.received(credit);
  }

  @Override
  public void reset(long errorCode) throws Http2Exception {
    reset = true;
    connection.budget().streamReset(begun);
  }

  @Override
  public void closed() {
    if (!reset && !flow.resetSent()) {
      connection.budget().streamCompleted();
    }
    over = true;
    @Nullable RequestListener to = listener;
    listener = null;
    if (to != null) {
      to.reset();
    }
  }

  @Override
  public void writabilityChanged() {
    if (listener != null) {
      listener.writabilityChanged();
    }
  }

  // ---- from the exchange ----

  @Override
  public void informational(ResponseHead head) {
    if (!over && !responseBegun) {
      flow.headers(Http2Headings.response(head.status(), head.headers()), false);
    }
  }

  @Override
  public void head(ResponseHead head, boolean end) {
    if (over || responseBegun) {
      return;
    }
    responseBegun = true;
    connection.responding();
    // an extended CONNECT succeeds with 200 (RFC 8441 section 5)
    int status = head.status() == SWITCHING_PROTOCOLS ? OK : head.status();
    ChannelFuture written = flow.headers(Http2Headings.response(status, head.headers()), end);
    if (end) {
      finish(written);
    }
  }

  @Override
  public void data(ByteBuf data, boolean end) {
    if (over || (!end && !data.isReadable())) {
      data.release();
      return;
    }
    ChannelFuture written = flow.data(data, end);
    if (end) {
      finish(written);
    }
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    if (!over) {
      finish(flow.trailers(trailers));
    }
  }

  /** The response is complete: a client that still sends is told to stop (RFC 9113 §8.1). */
  private void finish(ChannelFuture written) {
    over = true;
    @Nullable RequestListener to = listener;
    listener = null;
    if (requestDone) {
      return;
    }
    if (to != null) {
      to.reset();
    }
    flow.pause(false);
    written.addListener(
        done -> {
          if (done.isSuccess() && !requestDone && !reset) {
            flow.reset(Http2Error.NO_ERROR);
          }
        });
  }

  @Override
  public void reset() {
    if (!over) {
      over = true;
      listener = null;
      flow.reset(Http2Error.INTERNAL_ERROR);
    }
  }

  @Override
  public boolean writable() {
    return over || flow.writable();
  }

  @Override
  public void pauseReading(boolean paused) {
    if (!over) {
      flow.pause(paused);
    }
  }
}
