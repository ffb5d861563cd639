package io.meshwright.proxy.admin.application;

import io.meshwright.proxy.admin.application.HttpFetch.Fetched;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Collects one response; reads no more than it keeps. The base class releases each part after it
 * was copied.
 */
final class FetchHandler extends SimpleChannelInboundHandler<HttpObject> {
  private final int mostBytes;
  private final CompletableFuture<Fetched> answer;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable HttpResponse head;

  FetchHandler(int mostBytes, CompletableFuture<Fetched> answer) {
    this.mostBytes = mostBytes;
    this.answer = answer;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) throws IOException {
    if (part.decoderResult().isFailure()) {
      answer.completeExceptionally(new IOException("malformed", part.decoderResult().cause()));
      return;
    }
    if (part instanceof HttpResponse response) {
      head = response.status().codeClass() == HttpStatusClass.INFORMATIONAL ? null : response;
    }
    if (head == null || !(part instanceof HttpContent content)) {
      return;
    }
    int length = content.content().readableBytes();
    int kept = Math.min(length, mostBytes - body.size());
    content.content().readBytes(body, kept);
    if (kept < length) {
      answer.complete(fetched(head, false));
    } else if (part instanceof LastHttpContent) {
      answer.complete(fetched(head, true));
    }
  }

  private Fetched fetched(HttpResponse response, boolean complete) {
    return new Fetched(
        response.status().code(),
        response.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
        response.headers().get(HttpHeaderNames.LOCATION),
        body.toString(StandardCharsets.UTF_8),
        complete);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    answer.completeExceptionally(new IOException("the connection ended before the answer"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    answer.completeExceptionally(cause);
    var _ = context.close();
  }
}
