package io.meshwright.proxy.listener;

import io.meshwright.proxy.tls.ClientOffer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;

/**
 * Collects the first bytes of a connection until TLS and HTTP can be told apart, then has the chain
 * chosen and leaves the pipeline. The bytes are not consumed.
 */
final class InspectionHandler extends FirstBytesHandler {
  private final Accepted accepted;
  private final boolean tls;
  private final boolean http;
  private boolean decided;

  InspectionHandler(Accepted accepted, boolean tls, boolean http) {
    super(accepted.runtime().listener().inspection());
    this.accepted = accepted;
    this.tls = tls;
    this.http = http;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (tls) {
      switch (ClientHello.inspect(in)) {
        case ClientHello.Result.Incomplete() -> {
          return;
        }
        case ClientHello.Result.Hello(String serverName, List<String> alpn, ClientOffer offer) -> {
          decide(ctx, new FirstBytes(FirstBytes.TLS, serverName, alpn, offer));
          return;
        }
        case ClientHello.Result.NotTls() -> {
          // look on for HTTP
        }
      }
    }
    if (http) {
      switch (HttpPreface.inspect(in)) {
        case HttpPreface.Result.Incomplete() -> {
          return;
        }
        case HttpPreface.Result.Found(List<String> protocols) -> {
          decide(ctx, new FirstBytes(FirstBytes.RAW, "", protocols, ClientOffer.UNKNOWN));
          return;
        }
      }
    }
    decide(ctx, FirstBytes.UNKNOWN);
  }

  @Override
  void ended(ChannelHandlerContext ctx) {
    decide(ctx, FirstBytes.UNKNOWN);
  }

  @Override
  void expired(ChannelHandlerContext ctx) {
    if (accepted.runtime().listener().inspection().continueOnTimeout()) {
      decide(ctx, FirstBytes.UNKNOWN);
    } else if (!decided) {
      ctx.close();
    }
  }

  private void decide(ChannelHandlerContext ctx, FirstBytes firstBytes) {
    if (decided) {
      return;
    }
    decided = true;
    ctx.channel().config().setAutoRead(false);
    accepted.choose(firstBytes);
    ctx.pipeline().remove(this);
  }
}
