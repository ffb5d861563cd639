package io.meshwright.samples.server;

import io.meshwright.samples.Json;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.LinkedHashMap;
import java.util.Map;

/** Answers each text with itself and who heard it, and other messages with themselves. */
final class WebSocketEcho extends SimpleChannelInboundHandler<WebSocketFrame> {

  private final Identity identity;

  WebSocketEcho(Identity identity) {
    this.identity = identity;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame text) {
      Map<String, String> answer = new LinkedHashMap<>(identity.fields());
      answer.put("text", text.text());
      ctx.writeAndFlush(new TextWebSocketFrame(Json.object(answer)));
    } else {
      ctx.writeAndFlush(frame.retain());
    }
  }
}
