package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** One request on an HTTP/1.1 connection; see {@link ServerStream} for who owns buffers. */
final class Http1ServerStream implements ServerStream {
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final Http1ServerConnection connection;
  private final String method;
  private final boolean http10;
  private @Nullable RequestListener listener;
  private boolean close;
  private boolean requestDone;
  private boolean responseBegun;
  private boolean responseDone;
  private boolean chunked;
  private boolean tunnel;
  private boolean over;

  Http1ServerStream(
      Http1ServerConnection connection, String method, boolean http10, boolean close) {
    this.connection = connection;
    this.method = method;
    this.http10 = http10;
    this.close = close;
  }

  // ---- from the connection ----

  void start(RequestHandler handler, RequestHead head, boolean end) {
    requestDone = end;
    RequestListener opened = handler.request(head, end, this);
    if (!over) {
      listener = opened;
    }
  }

  boolean responseBegun() {
    return responseBegun;
  }

  void received(HttpContent content) {
    @Nullable RequestListener to = listener;
    if (requestDone || to == null) {
      content.release();
      return;
    }
    if (content instanceof LastHttpContent last) {
      requestDone = true;
      if (!last.trailingHeaders().isEmpty()) {
        deliverTrailers(to, last);
      } else {
        to.data(content.content(), true);
      }
    } else {
      to.data(content.content(), false);
    }
  }

  private static void deliverTrailers(RequestListener to, LastHttpContent last) {
    if (last.content().isReadable()) {
      to.data(last.content().retain(), false);
    }
    HttpHeaders trailers = last.trailingHeaders();
    ConnectionHeaders.stripTrailers(trailers);
    last.release();
    to.trailers(trailers);
  }

  /** Bytes after a switch of protocols. */
  void tunnelled(ByteBuf raw) {
    @Nullable RequestListener to = listener;
    if (to == null || !tunnel) {
      raw.release();
    } else {
      to.data(raw, false);
    }
  }

  /** The client ended its side of a tunnel. */
  void inputEnded() {
    if (listener != null && tunnel) {
      listener.data(Unpooled.EMPTY_BUFFER, true);
    }
  }

  void writabilityChanged() {
    if (listener != null) {
      listener.writabilityChanged();
    }
  }

  /** The connection is gone. */
  void gone() {
    detach();
  }

  /** Tells the listener that it is over, if it does not know yet. */
  void detach() {
    over = true;
    @Nullable RequestListener to = listener;
    listener = null;
    if (to != null && !responseDone) {
      to.reset();
    }
  }

  // ---- from the exchange ----

  @Override
  public void informational(ResponseHead head) {
    if (!over && !responseBegun && !http10) {
      ConnectionHeaders.strip(head.headers());
      connection.write(response(head));
      connection.write(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  @Override
  public void head(ResponseHead head, boolean end) {
    if (over || responseBegun) {
      return;
    }
    responseBegun = true;
    if (head.switchesProtocol()) {
      switchProtocol(head);
      return;
    }
    HttpHeaders headers = head.headers();
    ConnectionHeaders.strip(headers);
    boolean empty =
        method.equals("HEAD") || head.status() == NO_CONTENT || head.status() == NOT_MODIFIED;
    if (head.status() == NO_CONTENT) {
      headers.remove(HttpHeaderNames.CONTENT_LENGTH);
    } else if (!empty && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      if (end) {
        headers.set(HttpHeaderNames.CONTENT_LENGTH, "0");
      } else if (http10) {
        close = true;
      } else {
        chunked = true;
        headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      }
    }
    // an answer before the request's end: the rest of the request is not waited for; and what
    // follows a CONNECT that was refused was meant for the tunnel
    close =
        close
            || connection.drainAsked()
            || (end && !requestDone)
            || method.equals(RequestHead.CONNECT);
    if (close) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    connection.write(response(head));
    if (end) {
      connection.write(LastHttpContent.EMPTY_LAST_CONTENT);
      finish();
    }
  }

  private static DefaultHttpResponse response(ResponseHead head) {
    return new DefaultHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()), head.headers());
  }

  private void switchProtocol(ResponseHead head) {
    @Nullable String upgrade = head.headers().get(HttpHeaderNames.UPGRADE);
    ConnectionHeaders.strip(head.headers());
    if (upgrade != null) {
      head.headers().set(HttpHeaderNames.UPGRADE, upgrade);
    }
    boolean connect = method.equals(RequestHead.CONNECT);
    if (!connect) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    }
    connection.write(response(head));
    connection.write(LastHttpContent.EMPTY_LAST_CONTENT);
    tunnel = true;
    connection.becomeTunnel(connect);
  }

  @Override
  public void data(ByteBuf data, boolean end) {
    if (over || responseDone) {
      data.release();
      return;
    }
    if (tunnel) {
      connection.write(data);
      if (end) {
        finish();
      }
    } else if (end) {
      connection.write(data.isReadable() ? new DefaultLastHttpContent(data) : emptyLast(data));
      finish();
    } else if (data.isReadable()) {
      connection.write(new DefaultHttpContent(data));
    } else {
      data.release();
    }
  }

  private static LastHttpContent emptyLast(ByteBuf data) {
    data.release();
    return LastHttpContent.EMPTY_LAST_CONTENT;
  }

  @Override
  public void trailers(HttpHeaders trailers) {
    if (over || responseDone) {
      return;
    }
    if (chunked) {
      DefaultLastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
      last.trailingHeaders().add(trailers);
      connection.write(last);
    } else {
      connection.write(LastHttpContent.EMPTY_LAST_CONTENT);
    }
    finish();
  }

  private void finish() {
    responseDone = true;
    over = true;
    @Nullable RequestListener to = listener;
    listener = null;
    boolean early = !requestDone && !tunnel;
    if (early && to != null) {
      to.reset();
    }
    connection.complete(close || early || tunnel);
  }

  @Override
  public void reset() {
    if (!over) {
      over = true;
      listener = null;
      connection.abort();
    }
  }

  @Override
  public boolean writable() {
    ChannelHandlerContext ctx = connection.context();
    return ctx.channel().isWritable();
  }

  @Override
  public void pauseReading(boolean paused) {
    if (!over) {
      connection.context().channel().config().setAutoRead(!paused);
    }
  }
}
