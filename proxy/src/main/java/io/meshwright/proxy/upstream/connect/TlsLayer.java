package io.meshwright.proxy.upstream.connect;

import io.meshwright.proxy.snapshot.TransportSocket.ClientTls;
import io.meshwright.proxy.tls.PeerIdentity;
import io.meshwright.proxy.tls.TlsContexts;
import io.meshwright.proxy.tls.TlsHalfClose;
import io.meshwright.proxy.tls.TlsOutcome;
import io.meshwright.proxy.tls.TlsPeerHandler;
import io.meshwright.proxy.tls.TlsUnavailableException;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * TLS as a client, with server name, ALPN and the check of the server's names.
 *
 * @param contexts asked when the handshake begins, so that it uses the newest secrets
 * @param alpn what is offered
 * @param halfCloses whether one direction goes on when the other has ended
 */
public record TlsLayer(
    Supplier<TlsContexts> contexts, ClientTls tls, List<String> alpn, boolean halfCloses)
    implements ConnectLayer {

  private static final AttributeKey<PeerIdentity> PEER =
      AttributeKey.valueOf(TlsLayer.class, "peer");

  private static final AttributeKey<String> ALPN = AttributeKey.valueOf(TlsLayer.class, "alpn");

  public TlsLayer {
    alpn = List.copyOf(alpn);
  }

  /** Who the server of a connection proved to be; absent without TLS. */
  public static @Nullable PeerIdentity peer(Channel channel) {
    return channel.attr(PEER).get();
  }

  /** The protocol agreed on; empty if none, and without TLS. */
  public static String alpn(Channel channel) {
    @Nullable String agreed = channel.attr(ALPN).get();
    return agreed == null ? "" : agreed;
  }

  @Override
  public void establish(Channel channel, Progress progress) {
    TlsContexts current = contexts.get();
    SslHandler handler;
    try {
      SslContext context = current.client(tls, alpn);
      handler =
          tls.serverName().isEmpty()
              ? context.newHandler(channel.alloc())
              : context.newHandler(channel.alloc(), tls.serverName(), -1);
    } catch (TlsUnavailableException e) {
      progress.failed(String.valueOf(e.getMessage()));
      return;
    }
    // the connect timeout covers all layers
    handler.setHandshakeTimeoutMillis(0);
    if (halfCloses) {
      TlsHalfClose.precede(handler, channel.pipeline());
    }
    channel
        .pipeline()
        .addLast(
            handler,
            new TlsPeerHandler(
                handler,
                current,
                tls.context().validation(),
                outcome -> {
                  switch (outcome) {
                    case TlsOutcome.Established(PeerIdentity peer, _, String agreed) -> {
                      channel.attr(PEER).set(peer);
                      channel.attr(ALPN).set(agreed);
                      progress.ready();
                    }
                    case TlsOutcome.Refused(String reason) -> progress.failed(reason);
                  }
                }));
    channel.config().setAutoRead(true);
  }
}
