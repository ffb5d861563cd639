package io.meshwright.proxy.listener;

import io.meshwright.proxy.listener.ListenerRuntime.Chain;
import io.meshwright.proxy.snapshot.ListenerFilter;
import io.meshwright.proxy.snapshot.TransportSocket;
import io.meshwright.proxy.socket.SocketAddresses;
import io.meshwright.proxy.tls.PeerIdentity;
import io.meshwright.proxy.tls.TlsContexts;
import io.meshwright.proxy.tls.TlsHalfClose;
import io.meshwright.proxy.tls.TlsOutcome;
import io.meshwright.proxy.tls.TlsPeerHandler;
import io.meshwright.proxy.tls.TlsUnavailableException;
import io.meshwright.proxy.upstream.connect.KeptSource;
import io.meshwright.proxy.worker.Worker;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection on its way from accept to its filter chain. Belongs to the channel's loop.
 *
 * <p>Auto-read is off until the chain is installed, except while an {@link InspectionHandler} waits
 * for bytes or a handshake runs.
 */
final class Accepted {
  private static final System.Logger LOG = System.getLogger(Accepted.class.getName());

  private final Channel channel;
  private final Worker worker;
  private OriginalDestination destination;
  private ClientAddress client;
  private final ListenerRuntime runtime;

  private Accepted(
      Channel channel, Worker worker, OriginalDestination destination, ListenerRuntime runtime) {
    this.channel = channel;
    this.worker = worker;
    this.destination = destination;
    this.client = ClientAddress.of(SocketAddresses.remote(channel));
    this.runtime = runtime;
  }

  /** Finds the listener that serves the connection, and what has to be known to choose a chain. */
  static void begin(Channel channel, Worker worker, ListenerRuntime bound, ListenerIndex index) {
    OriginalDestination destination = OriginalDestination.local(channel);
    if (bound.restoresDestination(destination.port())) {
      destination = OriginalDestination.of(channel);
    }
    ListenerRuntime serving = bound;
    if (bound.listener().useOriginalDestination()) {
      @Nullable ListenerRuntime better = index.forDestination(destination);
      if (better != null) {
        serving = better;
      }
    }
    new Accepted(channel, worker, destination, serving).start();
  }

  private void start() {
    ListenerFilter.Kind.@Nullable ProxyProtocol wanted = runtime.proxyProtocol(destination.port());
    if (wanted == null) {
      inspect();
    } else {
      channel.pipeline().addLast(new ProxyProtocolHandler(this, wanted));
      channel.config().setAutoRead(true);
    }
  }

  /** Takes the addresses that a load balancer says; the port decides what is inspected next. */
  void forwarded(InetSocketAddress source, InetSocketAddress target) {
    client = new ClientAddress(source, client.direct());
    destination = new OriginalDestination(target);
  }

  /** Goes on with what the client's own first bytes tell. */
  void inspect() {
    boolean tls = runtime.inspectsTls(destination.port());
    boolean http = runtime.inspectsHttp(destination.port());
    if (tls || http) {
      channel.pipeline().addLast(new InspectionHandler(this, tls, http));
      channel.config().setAutoRead(true);
    } else {
      choose(FirstBytes.UNKNOWN);
    }
  }

  ListenerRuntime runtime() {
    return runtime;
  }

  /** Goes on with the chain that fits what is known now; closes the connection if there is none. */
  void choose(FirstBytes firstBytes) {
    @Nullable Chain chain =
        runtime.choose(new FilterChainMatcher.Connection(destination, client, firstBytes));
    if (chain == null) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "no filter chain of {0} for {1}",
          runtime.listener().name(),
          destination.address());
      channel.close();
      return;
    }
    switch (chain.config().transport()) {
      case TransportSocket.Raw() ->
          install(chain, firstBytes, seen(firstBytes), new Encryption(false, null, null));
      case TransportSocket.ServerTls tls -> handshake(chain, firstBytes, tls);
    }
  }

  private void handshake(Chain chain, FirstBytes firstBytes, TransportSocket.ServerTls tls) {
    List<String> alpn = chain.installer().speaks(tls.context().alpn());
    TlsContexts contexts = worker.config().tls();
    SslHandler ssl;
    try {
      ssl = contexts.server(tls, alpn, firstBytes.offer()).newHandler(channel.alloc());
    } catch (TlsUnavailableException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "connection to {0} refused: {1}",
          runtime.listener().name(),
          e.getMessage());
      channel.close();
      return;
    }
    ssl.setHandshakeTimeoutMillis(chain.config().transportTimeout().toMillis());
    if (chain.installer().halfCloses()) {
      TlsHalfClose.precede(ssl, channel.pipeline());
    }
    channel.pipeline().addLast(ssl);
    channel
        .pipeline()
        .addLast(
            new TlsPeerHandler(
                ssl,
                contexts,
                tls.context().validation(),
                outcome -> {
                  switch (outcome) {
                    case TlsOutcome.Established(var peer, var own, String agreed) ->
                        install(chain, firstBytes, agreed, new Encryption(true, peer, own));
                    case TlsOutcome.Refused(String reason) -> refuse(reason);
                  }
                }));
    channel.config().setAutoRead(true);
  }

  private void refuse(String reason) {
    LOG.log(
        System.Logger.Level.DEBUG,
        "TLS of {0} with {1} refused: {2}",
        runtime.listener().name(),
        client.address(),
        reason);
    channel.close();
  }

  /** What was ended here before the chain is installed. */
  private record Encryption(
      boolean tls, @Nullable PeerIdentity peer, @Nullable X509Certificate own) {}

  private @Nullable KeptSource keptSource() {
    ListenerFilter.Kind.@Nullable OriginalSource kept = runtime.originalSource(destination.port());
    @Nullable InetAddress ip = client.ip();
    return kept == null || ip == null ? null : new KeptSource(ip, kept.mark());
  }

  private static String seen(FirstBytes firstBytes) {
    return firstBytes.applicationProtocols().isEmpty()
        ? ""
        : firstBytes.applicationProtocols().getFirst();
  }

  private void install(Chain chain, FirstBytes firstBytes, String protocol, Encryption encryption) {
    chain
        .installer()
        .install(
            channel,
            new DownstreamConnection(
                runtime.listener().name(),
                runtime.listener().direction(),
                destination,
                client,
                firstBytes.serverName(),
                protocol,
                encryption.tls(),
                encryption.peer(),
                encryption.own(),
                keptSource(),
                chain.draining()));
  }
}
