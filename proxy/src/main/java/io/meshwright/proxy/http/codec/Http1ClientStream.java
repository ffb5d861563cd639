package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** One exchange on an HTTP/1.1 connection; see {@link ClientStream} for who owns buffers. */
final class Http1ClientStream implements ClientStream {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Http1ClientConnection connection;
  private final ResponseListener listener;
  private final boolean reused;
  private int interim;
  private boolean head;
  private boolean upgradeAsked;
  private boolean connect;
  private boolean chunked;
  private boolean requestDone;
  private boolean headWritten;
  private boolean anyByte;
  private boolean responseBegun;
  private boolean skipLast;
  private boolean responseEnded;
  private boolean lastSeen;
  private boolean tunnel;
  private boolean over;

  Http1ClientStream(Http1ClientConnection connection, ResponseListener listener, boolean reused) {
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
    head = request.method().equals("HEAD");
    connect = request.connect();
    connection.expectResponseTo(request.method());
    HttpHeaders headers = headersOf(request, end);
    connection.writeHead(
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(request.method()),
            connect ? request.authority() : request.path(),
            headers),
        this::headWritten);
    if (end) {
      requestDone = true;
      connection.write(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  /** What is the connection's own goes into a copy: another attempt may need the request's. */
  private HttpHeaders headersOf(RequestHead request, boolean end) {
    HttpHeaders headers = request.headers();
    @Nullable String upgrade = request.upgrade();
    chunked = !end && !connect && !headers.contains(HttpHeaderNames.CONTENT_LENGTH);
    upgradeAsked = upgrade != null;
    if (chunked || upgrade != null) {
      headers = headers.copy();
    }
    headers.set(HttpHeaderNames.HOST, request.authority());
    if (upgrade != null) {
      WebSocketKeys.addKey(upgrade, headers);
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
      headers.set(HttpHeaderNames.UPGRADE, upgrade);
    }
    if (chunked) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return headers;
  }

  private void headWritten() {
    headWritten = true;
  }

  @Override
  public void data(ByteBuf data, boolean end) {
    if (over || (requestDone && !tunnel)) {
      data.release();
      return;
    }
    if (tunnel) {
      connection.write(data);
      if (end) {
        connection.endOutput();
      }
    } else if (end) {
      requestDone = true;
      connection.write(new DefaultLastHttpContent(data));
      finishIfComplete();
    } else if (data.isReadable()) {
      connection.write(new DefaultHttpContent(data));
    } else {
      data.release();
    }
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    if (tunnel && !over) {
      connection.endOutput();
    }
    if (over || requestDone) {
      return;
    }
    requestDone = true;
    if (chunked) {
      DefaultLastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
      last.trailingHeaders().add(trailers);
      connection.write(last);
    } else {
      connection.write(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    finishIfComplete();
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      connection.complete(false);
    }
  }

  @Override
  public boolean writable() {
    return connection.channel().isWritable();
  }

  @Override
  public void pauseReading(boolean paused) {
    if (!over) {
      connection.channel().config().setAutoRead(!paused);
    }
  }

  // ---- from the connection ----

  void responded(HttpResponse response) {
    anyByte = true;
    int status = response.status().code();
    ResponseHead responseHead = new ResponseHead(status, response.headers());
    if (responseHead.informational()) {
      interim++;
      if (interim > MAX_INTERIM) {
        fail(StreamFailure.PROTOCOL_ERROR);
        return;
      }
      skipLast = true;
      ConnectionHeaders.strip(response.headers());
      listener.informational(responseHead);
      return;
    }
    if (responseBegun) {
      fail(StreamFailure.PROTOCOL_ERROR);
      return;
    }
    responseBegun = true;
    if (status == SWITCHING_PROTOCOLS) {
      if (!upgradeAsked) {
        fail(StreamFailure.PROTOCOL_ERROR);
        return;
      }
      switchProtocol(responseHead);
      return;
    }
    if (connect && ResponseHead.agrees(status)) {
      switchProtocol(ResponseHead.tunnel(status, response.headers()));
      return;
    }
    boolean end =
        head
            || status == NO_CONTENT
            || status == NOT_MODIFIED
            || response.headers().get(HttpHeaderNames.CONTENT_LENGTH, "").equals("0");
    ConnectionHeaders.strip(response.headers());
    responseEnded = end;
    listener.head(responseHead, end);
  }

  private void switchProtocol(ResponseHead responseHead) {
    tunnel = true;
    @Nullable String upgrade = responseHead.headers().get(HttpHeaderNames.UPGRADE);
    ConnectionHeaders.strip(responseHead.headers());
    if (upgrade != null) {
      responseHead.headers().set(HttpHeaderNames.UPGRADE, upgrade);
    }
    skipLast = true;
    connection.stopEncoding();
    listener.head(responseHead, false);
  }

  void content(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      fail(StreamFailure.PROTOCOL_ERROR);
      return;
    }
    boolean last = Http1ClientConnection.isLast(content);
    if (skipLast) {
      content.release();
      if (last) {
        skipLast = false;
        if (tunnel) {
          connection.becomeTunnel();
        }
      }
      return;
    }
    if (over) {
      content.release();
      return;
    }
    if (responseEnded) {
      content.release();
      if (last) {
        responseComplete();
      }
      return;
    }
    deliver(content, last);
  }

  private void deliver(HttpContent content, boolean last) {
    if (content instanceof LastHttpContent end && !end.trailingHeaders().isEmpty()) {
      if (end.content().isReadable()) {
        listener.data(end.content().retain(), false);
      }
      HttpHeaders trailers = end.trailingHeaders();
      ConnectionHeaders.stripTrailers(trailers);
      end.release();
      listener.trailers(trailers);
    } else {
      listener.data(content.content(), last);
    }
    if (last) {
      responseComplete();
    }
  }

  private void responseComplete() {
    responseEnded = true;
    lastSeen = true;
    if (requestDone) {
      finishIfComplete();
    } else if (!over) {
      // answered before the whole request was sent: the rest is not worth sending
      over = true;
      connection.complete(false);
    }
  }

  private void finishIfComplete() {
    if (!over && requestDone && lastSeen) {
      over = true;
      connection.complete(true);
    }
  }

  void tunnelled(ByteBuf raw) {
    if (over) {
      raw.release();
    } else {
      listener.data(raw, false);
    }
  }

  void writabilityChanged() {
    if (!over) {
      listener.writabilityChanged();
    }
  }

  void connectionClosed() {
    if (over) {
      return;
    }
    if (tunnel) {
      over = true;
      listener.data(Unpooled.EMPTY_BUFFER, true);
    } else {
      over = true;
      listener.failed(closedWhen());
    }
  }

  private StreamFailure closedWhen() {
    if (!headWritten) {
      return StreamFailure.NOT_SENT;
    }
    return reused && !anyByte ? StreamFailure.STALE_CONNECTION : StreamFailure.CONNECTION_CLOSED;
  }

  void fail(StreamFailure failure) {
    if (!over) {
      over = true;
      connection.complete(false);
      listener.failed(failure);
    }
  }
}
