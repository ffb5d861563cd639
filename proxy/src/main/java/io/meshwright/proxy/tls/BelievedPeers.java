package io.meshwright.proxy.tls;

import io.meshwright.proxy.snapshot.Secret;
import io.meshwright.proxy.snapshot.TransportSocket.TrustedRoots;
import io.meshwright.proxy.snapshot.TransportSocket.Validation;
import io.netty.channel.Channel;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The open connections whose peers roots with a name vouch for. When such roots change, each peer
 * is judged again by what it showed in its handshake, and whom the new roots do not vouch for is
 * reported once. Roots that are only added judge nobody, and neither does time: a certificate that
 * has ended since the handshake ends no connection.
 *
 * <p>{@link #judgeBy} comes before the first handshake with new secrets, {@link #judge} after the
 * last one with those before: who shakes hands in between is judged when it is done. From any
 * thread. Judging everybody takes a millisecond or two for each chain that differs, so it is not
 * for a thread that others wait for.
 */
public final class BelievedPeers {
  private final Map<Channel, Peer> open = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final Consumer<Channel> disbelieved;
  private volatile Map<String, Secret> secrets = Map.of();

  /** Who is at the other end: what it showed, when, and who vouched for it. */
  private record Peer(
      String rootsName, Secret.Roots vouched, Shown shown, boolean server, Instant since) {}

  /** A chain, the leaf first. Compared by what is in it. */
  private record Shown(List<X509Certificate> chain) {
    Shown {
      chain = List.copyOf(chain);
    }
  }

  /** One question, asked once however many connections it is about. */
  private record Question(Secret.Roots roots, Shown shown, boolean server) {}

  /**
   * Nobody yet.
   *
   * @param disbelieved gets the connections that have to end, on the thread that judges
   */
  public BelievedPeers(InstantSource clock, Consumer<Channel> disbelieved) {
    this.clock = clock;
    this.disbelieved = disbelieved;
  }

  /** Keeps none. */
  static BelievedPeers none() {
    return new BelievedPeers(InstantSource.system(), _ -> {});
  }

  /** What time it is for those who judge. */
  InstantSource clock() {
    return clock;
  }

  /**
   * A handshake believed a peer; it is forgotten when the connection closes.
   *
   * @param known the secrets that the handshake used
   * @param server whether the peer is the server
   */
  void believe(
      Channel channel,
      Validation validation,
      Map<String, Secret> known,
      List<X509Certificate> chain,
      boolean server) {
    if (validation instanceof Validation.Roots(TrustedRoots.Named(String name), _)
        && known.get(name) instanceof Secret.Roots roots) {
      Peer peer = new Peer(name, roots, new Shown(chain), server, clock.instant());
      open.put(channel, peer);
      channel.closeFuture().addListener(_ -> open.remove(channel));
      judge(channel, peer, new HashMap<>());
    }
  }

  /** From now on these secrets say who is believed. */
  public void judgeBy(Map<String, Secret> next) {
    secrets = next;
  }

  /** Judges everybody. */
  public void judge() {
    Map<Question, Boolean> answers = new HashMap<>();
    open.forEach((channel, peer) -> judge(channel, peer, answers));
  }

  private void judge(Channel channel, Peer peer, Map<Question, Boolean> answers) {
    if (!(secrets.get(peer.rootsName()) instanceof Secret.Roots roots)
        || includes(roots, peer.vouched())) {
      return;
    }
    boolean believed =
        answers.computeIfAbsent(
            new Question(roots, peer.shown(), peer.server()), _ -> vouchedFor(peer, roots));
    if (!believed && open.remove(channel, peer)) {
      disbelieved.accept(channel);
    }
  }

  private static boolean includes(Secret.Roots roots, Secret.Roots others) {
    return roots.equals(others)
        || (roots.revoked().equals(others.revoked())
            && new HashSet<>(roots.roots()).containsAll(others.roots()));
  }

  /**
   * A certificate that has ended is looked at as it was in the handshake, where no list of revoked
   * ones has to be as old as that.
   */
  private boolean vouchedFor(Peer peer, Secret.Roots roots) {
    List<X509Certificate> chain = peer.shown().chain();
    return RootTrust.vouches(roots, chain, peer.server(), clock.instant())
        || (roots.revoked().isEmpty()
            && RootTrust.vouches(roots, chain, peer.server(), peer.since()));
  }
}
