package io.meshwright.samples.server;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Has each complete request of one connection, or of one stream of HTTP/2, answered by a worker,
 * and writes the answers in the order of the requests. The request is released when the worker has
 * its copy.
 */
final class EchoHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private final HttpEndpoint endpoint;
  private final String protocol;

  /** Done when all that was asked so far is answered. */
  private CompletableFuture<?> answered = CompletableFuture.completedFuture(null);

  EchoHandler(HttpEndpoint endpoint, String protocol) {
    this.endpoint = endpoint;
    this.protocol = protocol;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    Request request = read(ctx, message);
    boolean keepAlive = HttpUtil.isKeepAlive(message);
    answered =
        answered
            .thenApplyAsync(_ -> endpoint.responder().answer(request), endpoint.workers())
            .thenAcceptAsync(
                answer -> write(ctx, request.method(), keepAlive, answer), ctx.executor());
  }

  private Request read(ChannelHandlerContext ctx, FullHttpRequest message) {
    Map<String, String> headers = new TreeMap<>();
    message
        .headers()
        .forEach(
            header ->
                headers.merge(
                    header.getKey().toLowerCase(Locale.ROOT),
                    header.getValue(),
                    (first, next) -> first + "," + next));
    InetSocketAddress peer =
        (InetSocketAddress)
            (ctx.channel().parent().remoteAddress() instanceof InetSocketAddress connection
                ? connection
                : ctx.channel().remoteAddress());
    return new Request(
        message.method().name(),
        message.uri(),
        headers,
        ByteBufUtil.getBytes(message.content()),
        peer.getAddress().getHostAddress(),
        protocol);
  }

  private void write(ChannelHandlerContext ctx, String method, boolean keepAlive, Answer answer) {
    if (answer.reset()) {
      ctx.close();
      return;
    }
    HttpResponseStatus status = HttpResponseStatus.valueOf(answer.status());
    boolean bodiless =
        status.equals(HttpResponseStatus.NO_CONTENT)
            || status.equals(HttpResponseStatus.NOT_MODIFIED);
    boolean empty = bodiless || method.equals(HttpMethod.HEAD.name());
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            empty ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.type());
    endpoint
        .identity()
        .fields()
        .forEach((name, value) -> response.headers().set("x-" + name, value));
    if (!bodiless) {
      HttpUtil.setContentLength(response, answer.body().length);
    }
    boolean last = !keepAlive || endpoint.draining();
    HttpUtil.setKeepAlive(response, !last);
    ctx.writeAndFlush(response)
        .addListener(last ? ChannelFutureListener.CLOSE : ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close(); // the client is gone, or does not speak HTTP
  }
}
