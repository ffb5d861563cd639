package io.meshwright.proxy.tls;

import io.meshwright.proxy.snapshot.TransportSocket.Conditions;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.meshwright.proxy.tls.TlsContexts.KnownPeer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the {@link SslHandler} and judges the peer when the handshake ends: the roots were
 * checked by the context, the rest is checked here, before a byte of payload passes in either
 * direction. Then it reports once and leaves the pipeline. A refused peer's connection is closed by
 * whoever is told.
 */
public final class TlsPeerHandler extends ChannelInboundHandlerAdapter {
  private final SslHandler ssl;
  private final TlsContexts contexts;
  private final Validation validation;
  private final Conditions conditions;
  private final Consumer<TlsOutcome> outcome;
  private boolean reported;

  /**
   * Reports to {@code outcome}, on the channel's loop.
   *
   * @param ssl the handler whose handshake is awaited
   * @param contexts whose it is; they are told of a peer that is accepted
   */
  public TlsPeerHandler(
      SslHandler ssl, TlsContexts contexts, Validation validation, Consumer<TlsOutcome> outcome) {
    this.ssl = ssl;
    this.contexts = contexts;
    this.validation = validation;
    this.conditions =
        switch (validation) {
          case Validation.None(), Validation.Shown() -> Conditions.NONE;
          case Validation.Roots(_, Conditions wanted) -> wanted;
        };
    this.outcome = outcome;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        ctx.pipeline().remove(this);
        report(judge(ctx.channel()));
      } else {
        Throwable cause = handshake.cause();
        report(new TlsOutcome.Refused(cause == null ? "handshake failed" : text(cause)));
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    report(new TlsOutcome.Refused("connection closed during the handshake"));
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    report(new TlsOutcome.Refused(text(cause)));
  }

  private TlsOutcome judge(Channel channel) {
    String protocol = ssl.applicationProtocol();
    String alpn = protocol == null ? "" : protocol;
    try {
      List<X509Certificate> chain = shown(ssl.engine().getSession().getPeerCertificates());
      if (!chain.isEmpty()) {
        KnownPeer known = contexts.peer(chain);
        PeerIdentity peer = known.identity();
        if (!peer.satisfies(conditions.subjectAltNames())) {
          return new TlsOutcome.Refused("no accepted name among " + peer.uris() + peer.dnsNames());
        }
        if (!CertificateHashes.matches(peer.certificate(), conditions.hashes())) {
          return new TlsOutcome.Refused("neither certificate nor key has an accepted hash");
        }
        contexts.believed(channel, validation, known, ssl.engine().getUseClientMode());
        return new TlsOutcome.Established(peer, own(), alpn);
      }
    } catch (SSLPeerUnverifiedException _) {
      // no certificate: accepted only where nothing is asked of it
    } catch (CertificateParsingException e) {
      return new TlsOutcome.Refused("unreadable names in the certificate: " + e.getMessage());
    }
    return conditions.equals(Conditions.NONE)
        ? new TlsOutcome.Established(null, own(), alpn)
        : new TlsOutcome.Refused("no certificate");
  }

  private static List<X509Certificate> shown(Certificate[] chain) {
    return Arrays.stream(chain)
        .filter(X509Certificate.class::isInstance)
        .map(X509Certificate.class::cast)
        .toList();
  }

  private @Nullable X509Certificate own() {
    Certificate @Nullable [] chain = ssl.engine().getSession().getLocalCertificates();
    return chain != null && chain.length > 0 && chain[0] instanceof X509Certificate leaf
        ? leaf
        : null;
  }

  private void report(TlsOutcome result) {
    if (!reported) {
      reported = true;
      outcome.accept(result);
    }
  }

  private static String text(Throwable cause) {
    @Nullable String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
