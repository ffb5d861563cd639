package io.meshwright.runtime.xds;

import io.meshwright.xds.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pushes again to clients that do not follow their configuration, a few times and at growing
 * distances.
 *
 * <ul>
 *   <li>One that leaves a response unanswered is asked to connect anew: on its stream nothing
 *       further could be sent, and a new one begins with all that it lacks.
 *   <li>One that refused something is sent the same bytes once more, as a refusal may come from
 *       what it lacked at that moment. The same bytes mean the same answer as long as nothing else
 *       changes: further tries wait until the client has accepted something since.
 * </ul>
 *
 * <p>What is known of a client outlives its connection, or connecting anew would begin the count
 * anew. Thread-safe.
 */
final class PushesAgain {

  /** How long an answer may take. A proxy answers within milliseconds. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Between what is pushed first and its repetition; doubled with each one. */
  static final Duration FIRST_PAUSE = Duration.ofSeconds(30);

  /** How often at most, until the client follows. */
  static final int TRIES = 5;

  /** A client that is gone for as long is forgotten. */
  private static final Duration MEMORY = Duration.ofHours(1);

  private static final int LONGEST_WORDS = 300;

  private record Ailing(
      Trouble.Kind kind, Instant since, int tries, Instant lastTry, Instant seen, String words) {

    boolean isDue(Instant now) {
      return tries < TRIES && !lastTry.plus(FIRST_PAUSE.multipliedBy(1L << tries)).isAfter(now);
    }

    Ailing tried(Instant now) {
      return new Ailing(kind, since, tries + 1, now, now, words);
    }

    Ailing still(Trouble.Kind nowKind, Instant now, String nowWords) {
      return new Ailing(nowKind, since, tries, lastTry, now, nowWords);
    }
  }

  private final Consumer<Trouble.Kind> pushed;
  private final Map<NodeId, Ailing> ailing = new HashMap<>();

  /** {@code pushed} is told of each push. */
  PushesAgain(Consumer<Trouble.Kind> pushed) {
    this.pushed = pushed;
  }

  /** Looks at all that are connected and pushes again what is due. */
  synchronized void look(Collection<ConnectedProxy> connected, Instant now) {
    newest(connected).values().forEach(proxy -> look(proxy, now));
    ailing.values().removeIf(it -> it.seen().plus(MEMORY).isBefore(now));
  }

  private void look(ConnectedProxy proxy, Instant now) {
    switch (proxy.standing(now, PATIENCE)) {
      case Standing.Following _ -> ailing.remove(proxy.node());
      // neither well nor worse: an answer is awaited
      case Standing.Busy _ ->
          ailing.computeIfPresent(proxy.node(), (_, it) -> it.still(it.kind(), now, it.words()));
      case Standing.Silent silent -> {
        Ailing known =
            remember(
                proxy,
                Trouble.Kind.SILENT,
                silent.sentAt(),
                "no answer to what was sent of " + silent.type(),
                now);
        // the patience is the first pause
        if (known.tries() == 0 || known.isDue(now)) {
          tried(proxy, known, now);
          proxy.control().connectAnew();
        }
      }
      case Standing.Refusing refusing -> {
        Ailing known = remember(proxy, Trouble.Kind.REFUSING, now, words(refusing), now);
        if (known.isDue(now) && mayAcceptNow(refusing, known)) {
          tried(proxy, known, now);
          refusing
              .rejections()
              .forEach(refused -> proxy.control().sendAgain(refused.type(), refused.resources()));
        }
      }
    }
  }

  private static boolean mayAcceptNow(Standing.Refusing refusing, Ailing known) {
    return known.tries() == 0
        || refusing.lastAccepted().filter(at -> !at.isBefore(known.lastTry())).isPresent();
  }

  private Ailing remember(
      ConnectedProxy proxy, Trouble.Kind kind, Instant since, String words, Instant now) {
    Ailing before = ailing.get(proxy.node());
    Ailing after =
        before == null
            ? new Ailing(kind, since, 0, since, now, words)
            : before.still(kind, now, words);
    ailing.put(proxy.node(), after);
    return after;
  }

  private void tried(ConnectedProxy proxy, Ailing known, Instant now) {
    ailing.put(proxy.node(), known.tried(now));
    pushed.accept(known.kind());
  }

  /** Of those that are connected, the ones that do not follow, the longest first. */
  synchronized List<Trouble> among(Collection<ConnectedProxy> connected) {
    Set<NodeId> nodes =
        connected.stream().map(ConnectedProxy::node).collect(Collectors.toCollection(HashSet::new));
    nodes.retainAll(ailing.keySet());
    return nodes.stream()
        .flatMap(node -> trouble(node).stream())
        .sorted(
            Comparator.comparing(Trouble::since)
                .thenComparing(trouble -> trouble.node().toString()))
        .toList();
  }

  private Optional<Trouble> trouble(NodeId node) {
    @Nullable Ailing known = ailing.get(node);
    return Optional.ofNullable(known)
        .map(it -> new Trouble(node, it.kind(), it.since(), it.tries(), it.words()));
  }

  /** A client that connects anew may be there twice for a moment: its later stream counts. */
  private static Map<NodeId, ConnectedProxy> newest(Collection<ConnectedProxy> connected) {
    Map<NodeId, ConnectedProxy> newest = new HashMap<>();
    for (ConnectedProxy proxy : connected) {
      newest.merge(
          proxy.node(),
          proxy,
          (one, other) -> one.connected().isBefore(other.connected()) ? other : one);
    }
    return newest;
  }

  private static String words(Standing.Refusing refusing) {
    String all =
        refusing.rejections().stream()
            .map(refused -> refused.type() + ": " + refused.error())
            .sorted()
            .collect(Collectors.joining("; "));
    return all.length() <= LONGEST_WORDS ? all : all.substring(0, LONGEST_WORDS) + "…";
  }
}
