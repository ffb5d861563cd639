package io.meshwright.proxy.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;

/**
 * Answers aggregated requests from {@link Pages}. The request is released by the base class, the
 * response by the codec that writes it.
 */
final class PageHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = System.getLogger(PageHandler.class.getName());
  private final Pages pages;

  PageHandler(Pages pages) {
    this.pages = pages;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Reply reply = reply(request);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    boolean head = request.method().name().equals("HEAD");
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-cache, max-age=0");
    if (HttpUtil.isKeepAlive(request)) {
      var _ = context.writeAndFlush(response);
    } else {
      var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private Reply reply(FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return Reply.text(400, "malformed request\n");
    }
    String uri = request.uri();
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    String query = question < 0 ? "" : uri.substring(question + 1);
    String method = request.method().name().equals("HEAD") ? "GET" : request.method().name();
    try {
      return pages.answer(method, path, query);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the page " + path + " failed", e);
      return Reply.text(500, "internal error\n");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.log(Level.DEBUG, "closing an admin connection", cause);
    var _ = context.close();
  }
}
