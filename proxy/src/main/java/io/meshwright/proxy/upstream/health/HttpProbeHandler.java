package io.meshwright.proxy.upstream.health;

import io.meshwright.proxy.snapshot.HealthCheck.Probe;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Consumer;

/** Asks over HTTP/1.1 and judges by the status; releases all that comes. */
final class HttpProbeHandler extends ChannelInboundHandlerAdapter {
  static final String USER_AGENT = "Envoy/HC";

  private final Probe.Http probe;
  private final Consumer<ProbeOutcome> outcome;

  private HttpProbeHandler(Probe.Http probe, Consumer<ProbeOutcome> outcome) {
    this.probe = probe;
    this.outcome = outcome;
  }

  static void ask(Channel channel, Probe.Http probe, Consumer<ProbeOutcome> outcome) {
    channel.pipeline().addLast(new HttpClientCodec(), new HttpProbeHandler(probe, outcome));
    HttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(probe.method()), probe.path());
    request
        .headers()
        .set(HttpHeaderNames.HOST, probe.host())
        .set(HttpHeaderNames.USER_AGENT, USER_AGENT)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    channel.writeAndFlush(request);
    channel.config().setAutoRead(true);
    channel.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof HttpResponse response) {
        int status = response.status().code();
        boolean broken = response.decoderResult().isFailure();
        outcome.accept(
            broken
                ? ProbeOutcome.SILENT
                : probe.expects(status) ? ProbeOutcome.PASSED : ProbeOutcome.REFUSED);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    outcome.accept(ProbeOutcome.SILENT);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    outcome.accept(ProbeOutcome.SILENT);
  }
}
