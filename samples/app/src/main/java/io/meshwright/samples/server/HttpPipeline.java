package io.meshwright.samples.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a connection becomes requests: HTTP/2 by its preface or by ALPN, otherwise HTTP/1.1. */
final class HttpPipeline extends ChannelInitializer<Channel> {

  /** Where WebSockets are accepted. */
  static final String WEB_SOCKET_PATH = "/ws";

  private static final int MOST_BODY_BYTES = 64 * 1024 * 1024;

  private final HttpEndpoint endpoint;
  private final @Nullable SslContext tls;

  HttpPipeline(HttpEndpoint endpoint, @Nullable SslContext tls) {
    this.endpoint = endpoint;
    this.tls = tls;
  }

  @Override
  protected void initChannel(Channel channel) {
    endpoint.opened(channel);
    if (tls == null) {
      channel.pipeline().addLast(new Preface());
    } else {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Negotiated());
    }
  }

  private void http1(ChannelPipeline pipeline) {
    pipeline.addLast(
        new HttpServerCodec(),
        new HttpObjectAggregator(MOST_BODY_BYTES),
        new WebSocketServerProtocolHandler(WEB_SOCKET_PATH),
        new WebSocketEcho(endpoint.identity()),
        new EchoHandler(endpoint, "HTTP/1.1"));
  }

  private void http2(ChannelPipeline pipeline) {
    pipeline.addLast(
        Http2FrameCodecBuilder.forServer().build(), new Http2MultiplexHandler(new Streams()));
  }

  /** Prior knowledge (RFC 9113 section 3.3). */
  private final class Preface extends ByteToMessageDecoder {

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
      try {
        int known = Math.min(in.readableBytes(), preface.readableBytes());
        boolean http2 =
            in.slice(in.readerIndex(), known).equals(preface.slice(preface.readerIndex(), known));
        if (http2 && known < preface.readableBytes()) {
          return;
        }
        if (http2) {
          http2(ctx.pipeline());
        } else {
          http1(ctx.pipeline());
        }
        ctx.pipeline().remove(this);
      } finally {
        preface.release();
      }
    }
  }

  private final class Negotiated extends ApplicationProtocolNegotiationHandler {

    Negotiated() {
      super(ApplicationProtocolNames.HTTP_1_1);
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        http2(ctx.pipeline());
      } else {
        http1(ctx.pipeline());
      }
    }
  }

  private final class Streams extends ChannelInitializer<Channel> {

    @Override
    protected void initChannel(Channel stream) {
      stream
          .pipeline()
          .addLast(
              new Http2StreamFrameToHttpObjectCodec(true),
              new HttpObjectAggregator(MOST_BODY_BYTES),
              new EchoHandler(endpoint, "HTTP/2"));
    }
  }
}
