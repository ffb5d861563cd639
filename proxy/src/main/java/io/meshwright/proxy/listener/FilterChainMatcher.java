package io.meshwright.proxy.listener;

import io.meshwright.proxy.snapshot.CidrRange;
import io.meshwright.proxy.snapshot.FilterChainMatch;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a filter chain as Envoy does: the criteria are looked at in a fixed order, and at each
 * one only the chains with the most specific fitting value stay in the race. There is no way back:
 * a chain that lost at one criterion is not taken when the winners fail at a later one. Unix
 * sockets are in no range and have no port; their clients are local.
 *
 * @param <C> what is chosen
 */
final class FilterChainMatcher<C> {
  private static final int NO = -1;
  private static final int ANY = 0;

  private final List<Candidate<C>> candidates;

  FilterChainMatcher(List<Candidate<C>> candidates) {
    this.candidates = List.copyOf(candidates);
  }

  /** A chain and its condition. */
  record Candidate<C>(FilterChainMatch match, C chain) {}

  /** What the choice depends on. */
  record Connection(OriginalDestination destination, ClientAddress client, FirstBytes firstBytes) {}

  /** The most specific chain; absent if none fits. */
  @Nullable C choose(Connection connection) {
    List<Candidate<C>> left = candidates;
    @Nullable InetAddress destination = connection.destination().ip();
    @Nullable InetAddress source = connection.client().ip();
    FirstBytes bytes = connection.firstBytes();
    left = best(left, m -> port(m, connection.destination().port()));
    left = best(left, m -> ranges(m.destinationRanges(), destination));
    left = best(left, m -> serverName(m.serverNames(), bytes.serverName()));
    left = best(left, m -> transport(m.transportProtocol(), bytes.transportProtocol()));
    left = best(left, m -> protocols(m.applicationProtocols(), bytes.applicationProtocols()));
    left = best(left, m -> ranges(m.directSourceRanges(), connection.client().directIp()));
    left = best(left, m -> sourceType(m.sourceType(), source, destination));
    left = best(left, m -> ranges(m.sourceRanges(), source));
    left = best(left, m -> sourcePort(m, connection.client().port()));
    return left.isEmpty() ? null : left.getFirst().chain();
  }

  private static <C> List<Candidate<C>> best(
      List<Candidate<C>> candidates, ToIntFunction<FilterChainMatch> score) {
    if (candidates.isEmpty()) {
      return candidates;
    }
    int highest = ANY;
    List<Candidate<C>> winners = new ArrayList<>(candidates.size());
    for (Candidate<C> candidate : candidates) {
      int value = score.applyAsInt(candidate.match());
      if (value > highest) {
        winners.clear();
        highest = value;
      }
      if (value == highest) {
        winners.add(candidate);
      }
    }
    return winners;
  }

  private static int port(FilterChainMatch match, int port) {
    Integer wanted = match.destinationPort();
    if (wanted == null) {
      return ANY;
    }
    return wanted == port ? 1 : NO;
  }

  private static int ranges(List<CidrRange> ranges, @Nullable InetAddress address) {
    if (ranges.isEmpty()) {
      return ANY;
    }
    int best = NO;
    if (address == null) {
      return best;
    }
    for (CidrRange range : ranges) {
      if (range.contains(address)) {
        best = Math.max(best, 1 + range.prefixLength());
      }
    }
    return best;
  }

  private static int serverName(List<String> names, String serverName) {
    if (names.isEmpty()) {
      return ANY;
    }
    int best = NO;
    for (String name : names) {
      if (name.equals(serverName)) {
        return Integer.MAX_VALUE;
      }
      if (name.equals("*")) {
        best = Math.max(best, ANY);
      } else if (name.startsWith("*.")
          && serverName.length() >= name.length()
          && serverName.endsWith(name.substring(1))) {
        best = Math.max(best, name.length());
      }
    }
    return best;
  }

  private static int transport(String wanted, String found) {
    if (wanted.isEmpty()) {
      return ANY;
    }
    return wanted.equals(found) ? 1 : NO;
  }

  private static int protocols(List<String> wanted, List<String> found) {
    if (wanted.isEmpty()) {
      return ANY;
    }
    for (int i = 0; i < found.size(); i++) {
      if (wanted.contains(found.get(i))) {
        return found.size() - i;
      }
    }
    return NO;
  }

  private static int sourceType(
      FilterChainMatch.SourceType wanted,
      @Nullable InetAddress source,
      @Nullable InetAddress destination) {
    boolean local = source == null || source.isLoopbackAddress() || source.equals(destination);
    return switch (wanted) {
      case ANY -> ANY;
      case SAME_IP_OR_LOOPBACK -> local ? 1 : NO;
      case EXTERNAL -> local ? NO : 1;
    };
  }

  private static int sourcePort(FilterChainMatch match, int port) {
    if (match.sourcePorts().isEmpty()) {
      return ANY;
    }
    return match.sourcePorts().contains(port) ? 1 : NO;
  }
}
