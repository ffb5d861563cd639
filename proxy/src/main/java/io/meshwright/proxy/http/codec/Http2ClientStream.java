package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** One exchange on an HTTP/2 connection; see {@link ClientStream} for who owns buffers. */
final class Http2ClientStream implements ClientStream, Http2Lane {
  private static final int OK = 200;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Http2ClientConnection connection;
  private final ResponseListener listener;
  private final boolean reused;
  private @Nullable Http2Flow flow;
  private @Nullable String upgrade;
  private boolean connect;
  private @Nullable String webSocketKey;
  private @Nullable StreamFailure resetBy;
  private long framesBefore;
  private int interim;
  private boolean headWritten;
  private boolean requestDone;
  private boolean responseBegun;
  private boolean over;
  private boolean released;

  Http2ClientStream(Http2ClientConnection connection, ResponseListener listener, boolean reused) {
    this.connection = connection;
    this.listener = listener;
    this.reused = reused;
  }

  // ---- from the exchange ----

  @Override
  public void head(RequestHead request, boolean end) {
    if (over) {
      return;
    }
    upgrade = request.upgrade();
    connect = request.connect();
    if (upgrade != null) {
      if (!connection.extendedConnect()) {
        fail(StreamFailure.PROTOCOL_ERROR);
        return;
      }
      webSocketKey = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    }
    requestDone = end && !request.tunnels();
    framesBefore = connection.framesRead();
    flow = connection.begin(Http2Headings.request(request), requestDone, this);
    if (flow == null) {
      fail(StreamFailure.NOT_SENT);
    }
  }

  void headWritten() {
    headWritten = true;
  }

  @Override
  public void data(ByteBuf data, boolean end) {
    Http2Flow to = flow;
    if (over || requestDone || to == null || (!end && !data.isReadable())) {
      data.release();
      return;
    }
    requestDone = end;
    to.data(data, end);
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    if (!over && !requestDone && flow != null) {
      requestDone = true;
      flow.trailers(trailers);
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      if (flow != null) {
        flow.reset(Http2Error.CANCEL);
      } else {
        release();
      }
    }
  }

  @Override
  public boolean writable() {
    return over || flow == null || flow.writable();
  }

  @Override
  public void pauseReading(boolean paused) {
    if (!over && flow != null) {
      flow.pause(paused);
    }
  }

  // ---- from the connection ----

  @Override
  public void headers(Http2Headers block, boolean end) {
    connection.frameRead();
    if (over) {
      return;
    }
    try {
      if (responseBegun) {
        HttpHeaders trailers = Http2Rules.trailers(block, Http1Limits.RESPONSE.maxHeaders());
        complete();
        listener.trailers(trailers);
      } else {
        response(Http2Rules.response(block, Http1Limits.RESPONSE.maxHeaders()), end);
      }
    } catch (MessageRefusedException _) {
      broken();
    }
  }

  private void response(ResponseHead head, boolean end) {
    if (head.informational()) {
      interim++;
      if (end || interim > MAX_INTERIM) {
        broken();
      } else {
        listener.informational(head);
      }
      return;
    }
    responseBegun = true;
    ResponseHead given = head;
    if (upgrade != null && head.status() == OK && !end) {
      // in the terms of HTTP/1.1, which all above the codecs speaks
      given = new ResponseHead(SWITCHING_PROTOCOLS, head.headers());
      given.headers().set(HttpHeaderNames.UPGRADE, upgrade);
      WebSocketKeys.addAccept(upgrade, webSocketKey, given.headers());
    } else if (connect && ResponseHead.agrees(head.status()) && !end) {
      given = ResponseHead.tunnel(head.status(), head.headers());
    }
    if (end) {
      complete();
    }
    listener.head(given, end);
  }

  @Override
  public int data(ByteBuf data, int credit, boolean end) {
    connection.frameRead();
    Http2Flow from = flow;
    if (over || from == null) {
      return credit;
    }
    if (!responseBegun) {
      broken();
      return credit;
    }
    if (end) {
      complete();
    }
    listener.data(data.retain(), end);
    return over ? credit : from.received(credit);
  }

  @Override
  public void reset(long errorCode) {
    connection.frameRead();
    resetBy =
        errorCode == Http2Error.REFUSED_STREAM.code() ? StreamFailure.REFUSED : StreamFailure.RESET;
  }

  @Override
  public void closed() {
    release();
    fail(whyClosed());
  }

  private StreamFailure whyClosed() {
    if (resetBy != null) {
      return resetBy;
    }
    Http2Flow was = flow;
    if (was != null && connection.unprocessed(was.id())) {
      return StreamFailure.REFUSED;
    }
    if (connection.protocolBroken() || (was != null && was.resetSent())) {
      return StreamFailure.PROTOCOL_ERROR;
    }
    if (!headWritten) {
      return StreamFailure.NOT_SENT;
    }
    return reused && connection.framesRead() == framesBefore
        ? StreamFailure.STALE_CONNECTION
        : StreamFailure.CONNECTION_CLOSED;
  }

  @Override
  public void writabilityChanged() {
    if (!over) {
      listener.writabilityChanged();
    }
  }

  /** The response is complete; a request that is not will not be read to its end. */
  private void complete() {
    over = true;
    if (!requestDone && flow != null) {
      flow.reset(Http2Error.CANCEL);
    }
  }

  /** What came is no correct response. */
  private void broken() {
    if (flow != null) {
      flow.reset(Http2Error.PROTOCOL_ERROR);
    }
    fail(StreamFailure.PROTOCOL_ERROR);
  }

  private void fail(StreamFailure failure) {
    if (!over) {
      over = true;
      if (flow == null) {
        release();
      }
      listener.failed(failure);
    }
  }

  /** The stream takes no room any more. */
  private void release() {
    if (!released) {
      released = true;
      connection.ended();
    }
  }
}
