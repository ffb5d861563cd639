package io.meshwright.proxy.admin.server;

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
import io.netty.handler.timeout.IdleStateEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Answers aggregated requests from {@link Pages}, in the order of the requests. The request is
 * released by the base class, the response by the codec that writes it. An idle connection is
 * closed.
 */
final class PageHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = System.getLogger(PageHandler.class.getName());

  /** Reading goes on while an answer is awaited, to see the end of the connection. */
  private static final int MOST_UNANSWERED = 16;

  private final Pages pages;
  private final Queue<Awaited> unanswered = new ArrayDeque<>();

  private record Awaited(
      String path, boolean head, boolean keepAlive, CompletableFuture<Reply> reply) {}

  PageHandler(Pages pages) {
    this.pages = pages;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (unanswered.size() == MOST_UNANSWERED) {
      var _ = context.close();
      return;
    }
    String uri = request.uri();
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    String query = question < 0 ? "" : uri.substring(question + 1);
    boolean head = request.method().name().equals("HEAD");
    CompletableFuture<Reply> reply =
        request.decoderResult().isFailure()
            ? CompletableFuture.completedFuture(Reply.text(400, "malformed request\n"))
            : ask(
                new PageRequest(
                    head ? "GET" : request.method().name(),
                    path,
                    query,
                    request.headers(),
                    ((InetSocketAddress) context.channel().remoteAddress()).getAddress()));
    unanswered.add(new Awaited(path, head, HttpUtil.isKeepAlive(request), reply));
    if (reply.isDone()) {
      answer(context);
    } else {
      reply.whenComplete((_, _) -> context.executor().execute(() -> answer(context)));
    }
  }

  private CompletableFuture<Reply> ask(PageRequest request) {
    try {
      return pages.answer(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void answer(ChannelHandlerContext context) {
    while (!unanswered.isEmpty() && unanswered.peek().reply().isDone()) {
      write(context, unanswered.remove());
    }
  }

  private static Reply reply(Awaited awaited) {
    try {
      return awaited.reply().join();
    } catch (CancellationException | CompletionException e) {
      LOG.log(Level.ERROR, "the page " + awaited.path() + " failed", e);
      return Reply.text(500, "internal error\n");
    }
  }

  private static void write(ChannelHandlerContext context, Awaited awaited) {
    Reply reply = reply(awaited);
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            awaited.head() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-cache, max-age=0");
    if (awaited.keepAlive()) {
      var _ = context.writeAndFlush(response);
    } else {
      var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    // cancelling runs listeners, so the queue is emptied first
    List<Awaited> left = List.copyOf(unanswered);
    unanswered.clear();
    left.forEach(awaited -> awaited.reply().cancel(false));
    context.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof IdleStateEvent)) {
      context.fireUserEventTriggered(event);
    } else if (unanswered.isEmpty()) {
      var _ = context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.log(Level.DEBUG, "closing an admin connection", cause);
    var _ = context.close();
  }
}
