package io.meshwright.proxy.tls;

import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.TransportSocket.Certificate;
import io.meshwright.proxy.snapshot.TransportSocket.ClientTls;
import io.meshwright.proxy.snapshot.TransportSocket.ServerTls;
import io.meshwright.proxy.snapshot.TransportSocket.TlsContext;
import io.meshwright.proxy.snapshot.TransportSocket.TlsParameters;
import io.meshwright.proxy.snapshot.TransportSocket.TrustedRoots;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS contexts for one set of secrets. A context is made when a connection first needs it and
 * then shared by all that have the same parameters, certificate, roots and protocols; the names
 * that a peer must have are not part of it, {@link TlsPeerHandler} checks them. New secrets mean a
 * new {@code TlsContexts}: open connections keep what they have, and {@link BelievedPeers} says
 * which of them have to end.
 *
 * <p>Used by all event loops at once. BoringSSL does the cryptography where its library loads, else
 * the JDK.
 *
 * <p>BoringSSL's contexts hold keys and sessions outside the heap. Whoever made a {@code
 * TlsContexts} closes it when no new connection will ask it any more; each open connection holds
 * its context until it ends.
 */
public final class TlsContexts implements AutoCloseable {
  /** Counted, because keys that were replaced must not wait for a garbage collection to go. */
  private static final SslProvider PROVIDER =
      OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;

  private final Map<String, Secret> secrets;
  private final BelievedPeers peers;
  private final Map<Key, SslContext> contexts = new ConcurrentHashMap<>();
  private final RecentChains<KnownPeer> identities = new RecentChains<>();

  /** A peer, and the chain that it shows, the leaf first. */
  record KnownPeer(PeerIdentity identity, List<X509Certificate> chain) {}

  private TlsContexts(Map<String, Secret> secrets, BelievedPeers peers) {
    this.secrets = Map.copyOf(secrets);
    this.peers = peers;
  }

  /** Contexts without secrets, whose peers nobody looks at again. */
  public static TlsContexts empty() {
    return empty(BelievedPeers.none());
  }

  /** Contexts without secrets; whom these and their successors believe is kept in {@code peers}. */
  public static TlsContexts empty(BelievedPeers peers) {
    return new TlsContexts(Map.of(), peers);
  }

  /** Contexts for other secrets; keeps this one, with all its contexts, if nothing changed. */
  public TlsContexts with(Map<String, Secret> newSecrets) {
    return newSecrets.equals(secrets) ? this : new TlsContexts(newSecrets, peers);
  }

  /**
   * The context of accepted connections.
   *
   * @param alpn the protocols of the configuration that the chain can really speak
   * @param offer decides between certificates with keys of different kinds
   * @throws TlsUnavailableException if a secret is missing or unfit
   */
  public SslContext server(ServerTls tls, List<String> alpn, ClientOffer offer)
      throws TlsUnavailableException {
    return context(
        new Key(
            true,
            tls.requireClientCertificate(),
            tls.context(),
            shown(tls.context(), offer),
            alpn));
  }

  /**
   * The context of dialled connections.
   *
   * @param alpn what is offered, which may differ from the configuration (istio.alpn)
   * @throws TlsUnavailableException if a secret is missing or unfit
   */
  public SslContext client(ClientTls tls, List<String> alpn) throws TlsUnavailableException {
    return context(
        new Key(false, false, tls.context(), shown(tls.context(), ClientOffer.UNKNOWN), alpn));
  }

  /**
   * Who shows a chain, read once for all connections of the same peer.
   *
   * @throws CertificateParsingException if the leaf's names cannot be read
   */
  KnownPeer peer(List<X509Certificate> shown) throws CertificateParsingException {
    KnownPeer known = identities.get(shown);
    if (known == null) {
      known = new KnownPeer(PeerIdentity.of(shown.getFirst()), shown);
      identities.put(shown, known);
    }
    return known;
  }

  /** A handshake with one of these contexts believed a peer: on the channel's loop. */
  void believed(Channel channel, Validation validation, KnownPeer peer, boolean server) {
    peers.believe(channel, validation, secrets, peer.chain(), server);
  }

  /** Gives the contexts up; called once, when no event loop asks for one any more. */
  @Override
  public void close() {
    contexts.values().forEach(ReferenceCountUtil::release);
    contexts.clear();
  }

  private SslContext context(Key key) throws TlsUnavailableException {
    SslContext known = contexts.get(key);
    if (known != null) {
      return known;
    }
    try {
      SslContext made = build(key);
      SslContext other = contexts.putIfAbsent(key, made);
      if (other == null) {
        return made;
      }
      ReferenceCountUtil.release(made);
      return other;
    } catch (SSLException | GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsUnavailableException("TLS context cannot be made: " + e.getMessage(), e);
    }
  }

  private SslContext build(Key key)
      throws TlsUnavailableException, SSLException, GeneralSecurityException {
    Secret.@Nullable Identity identity = identity(key);
    SslContextBuilder builder;
    if (key.server()) {
      if (identity == null) {
        throw new TlsUnavailableException("no certificate to serve TLS with", null);
      }
      builder = SslContextBuilder.forServer(identity.key(), chain(identity));
      builder.clientAuth(clientAuth(key));
    } else {
      builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm(null);
      if (identity != null) {
        builder.keyManager(identity.key(), chain(identity));
      }
    }
    builder.sslProvider(PROVIDER).protocols(versions(key.parameters()));
    switch (key.trust()) {
      case Trust.Anyone(boolean _) -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
      case Trust.Roots(TrustedRoots.OfSystem()) -> {
        // the JDK's own roots
      }
      case Trust.Roots(TrustedRoots.Named(String secret)) -> builder.trustManager(trust(secret));
      case Trust.Roots(TrustedRoots.Inline(Secret.Roots roots)) ->
          builder.trustManager(RootTrust.in(roots, peers.clock()));
    }
    if (!key.parameters().cipherSuites().isEmpty() && PROVIDER == SslProvider.OPENSSL_REFCNT) {
      builder.ciphers(ciphers(key.parameters()));
    }
    if (!key.parameters().curves().isEmpty() && PROVIDER == SslProvider.OPENSSL_REFCNT) {
      builder.option(OpenSslContextOption.GROUPS, key.parameters().curves().toArray(new String[0]));
    }
    if (!key.alpn().isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              key.alpn()));
    }
    return builder.build();
  }

  private static ClientAuth clientAuth(Key key) {
    if (key.requireClientCertificate()) {
      return ClientAuth.REQUIRE;
    }
    return key.trust().asks() ? ClientAuth.OPTIONAL : ClientAuth.NONE;
  }

  /**
   * The one of several certificates that the client can check, as Envoy chooses it: with a P-256
   * key if the client takes that, otherwise with an RSA key. A secret that is not there yet is
   * passed over as long as there is another.
   */
  private @Nullable Certificate shown(TlsContext context, ClientOffer offer) {
    List<Certificate> all = context.certificates();
    if (all.size() <= 1) {
      return all.isEmpty() ? null : all.getFirst();
    }
    boolean ecdsa = offer.takesEcdsa(context.parameters());
    Certificate second = all.getFirst();
    for (Certificate certificate : all) {
      Secret.Identity identity = find(certificate);
      if (identity != null) {
        if (identity.key() instanceof ECKey == ecdsa) {
          return certificate;
        }
        second = certificate;
      }
    }
    return second;
  }

  private Secret.@Nullable Identity find(Certificate certificate) {
    return switch (certificate) {
      case Certificate.Inline(Secret.Identity identity) -> identity;
      case Certificate.Named(String name) ->
          secrets.get(name) instanceof Secret.Identity identity ? identity : null;
    };
  }

  private Secret.@Nullable Identity identity(Key key) throws TlsUnavailableException {
    if (key.certificate() == null) {
      return null;
    }
    Secret.Identity identity = find(key.certificate());
    if (identity == null) {
      throw new TlsUnavailableException("no certificate: " + key.certificate(), null);
    }
    return identity;
  }

  private TrustManager trust(String name) throws TlsUnavailableException, GeneralSecurityException {
    if (!(secrets.get(name) instanceof Secret.Roots roots)) {
      throw new TlsUnavailableException("no roots named " + name, null);
    }
    return RootTrust.in(roots, peers.clock());
  }

  private static X509Certificate[] chain(Secret.Identity identity) {
    return identity.chain().toArray(new X509Certificate[0]);
  }

  private static List<String> versions(TlsParameters parameters) {
    List<String> versions = new ArrayList<>();
    for (TlsParameters.Version version : TlsParameters.Version.values()) {
      if (version.compareTo(parameters.minimum()) >= 0
          && version.compareTo(parameters.maximum()) <= 0) {
        versions.add(
            switch (version) {
              case TLS1_2 -> "TLSv1.2";
              case TLS1_3 -> "TLSv1.3";
            });
      }
    }
    return versions;
  }

  /** The configured suites of TLS 1.2; those of TLS 1.3 are fixed in BoringSSL. */
  private static List<String> ciphers(TlsParameters parameters) {
    List<String> names = new ArrayList<>(parameters.cipherSuites());
    names.add("TLS_AES_128_GCM_SHA256");
    names.add("TLS_AES_256_GCM_SHA384");
    names.add("TLS_CHACHA20_POLY1305_SHA256");
    return names;
  }

  /** Everything that a context depends on, so that equal keys may share one. */
  private record Key(
      boolean server,
      boolean requireClientCertificate,
      TlsParameters parameters,
      @Nullable Certificate certificate,
      Trust trust,
      List<String> alpn) {
    Key(
        boolean server,
        boolean require,
        TlsContext context,
        @Nullable Certificate certificate,
        List<String> alpn) {
      this(
          server, require, context.parameters(), certificate, Trust.of(context.validation()), alpn);
    }
  }

  /** Whose certificates are accepted, before their names are looked at. */
  private sealed interface Trust {
    record Anyone(boolean asks) implements Trust {}

    record Roots(TrustedRoots roots) implements Trust {
      @Override
      public boolean asks() {
        return true;
      }
    }

    /** Whether the peer is asked for a certificate. */
    boolean asks();

    static Trust of(Validation validation) {
      return switch (validation) {
        case Validation.None() -> new Anyone(false);
        case Validation.Shown() -> new Anyone(true);
        case Validation.Roots(TrustedRoots roots, _) -> new Roots(roots);
      };
    }
  }
}
