package io.meshwright.samples.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One connection of HTTP/2 with prior knowledge (RFC 9113 section 3.3). Used by one thread. */
final class Http2Connection implements AutoCloseable {

  private static final int MOST_BODY_BYTES = 64 * 1024 * 1024;

  private final EventLoopGroup loop;
  private final Channel channel;

  private Http2Connection(EventLoopGroup loop, Channel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  static Http2Connection open(RequestConfig request) throws IOException {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient().build(),
                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                  }
                });
    try {
      // throws the IOException of a connection that fails
      return new Http2Connection(
          loop, bootstrap.connect(request.host(), request.port()).syncUninterruptibly().channel());
    } catch (RuntimeException e) {
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw e;
    }
  }

  /** Sends one request on a stream of its own and waits for the response. */
  HttpResponse exchange(RequestConfig request) throws IOException {
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    Http2StreamChannel stream =
        new Http2StreamChannelBootstrap(channel)
            .handler(new Exchange(response))
            .open()
            .syncUninterruptibly()
            .getNow();
    stream.writeAndFlush(message(request));
    try {
      return response.get(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static FullHttpRequest message(RequestConfig request) {
    FullHttpRequest message =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(request.method()),
            request.target(),
            Unpooled.wrappedBuffer(new byte[request.bodyBytes()]));
    message.headers().set(HttpHeaderNames.HOST, request.uri().getRawAuthority());
    for (String header : request.headers()) {
      int colon = header.indexOf(':');
      message.headers().set(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    return message;
  }

  @Override
  public void close() {
    channel.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** A stream; it ends with its response. */
  private static final class Exchange extends ChannelInitializer<Channel> {

    private final CompletableFuture<HttpResponse> response;

    Exchange(CompletableFuture<HttpResponse> response) {
      this.response = response;
    }

    @Override
    protected void initChannel(Channel stream) {
      stream
          .pipeline()
          .addLast(
              new Http2StreamFrameToHttpObjectCodec(false),
              new HttpObjectAggregator(MOST_BODY_BYTES),
              new SimpleChannelInboundHandler<FullHttpResponse>() {
                @Override
                protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse message) {
                  Map<String, String> headers = new TreeMap<>();
                  message
                      .headers()
                      .forEach(h -> headers.put(h.getKey().toLowerCase(Locale.ROOT), h.getValue()));
                  response.complete(
                      new HttpResponse(
                          message.status().code(),
                          headers,
                          ByteBufUtil.getBytes(message.content())));
                }

                @Override
                public void channelInactive(ChannelHandlerContext ctx) {
                  response.completeExceptionally(new IOException("the stream was reset"));
                }
              });
    }
  }
}
