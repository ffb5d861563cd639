package io.meshwright.proxy.http.route;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.metadata.RequestMetadata;
import io.meshwright.proxy.snapshot.FilterOverrides;
import io.meshwright.proxy.snapshot.HeaderMutations;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.meshwright.proxy.snapshot.Route;
import io.meshwright.proxy.snapshot.RouteAction;
import io.meshwright.proxy.snapshot.RouteConfiguration;
import io.meshwright.proxy.snapshot.RouteFilterConfig;
import io.meshwright.proxy.snapshot.RouteMatch;
import io.meshwright.proxy.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A route configuration made ready to be searched: exact hosts by hash, then the longest {@code
 * *suffix}, then the longest {@code prefix*}, then {@code *}. Immutable, used by all loops.
 */
public final class RouteTable {
  private static final String FORWARDED_PROTO = "x-forwarded-proto";

  /** Of hosts that are not served without TLS. */
  private static final Route TO_HTTPS =
      new Route(
          "",
          new RouteMatch(
              new RouteMatch.Path.Prefix("/"),
              true,
              List.of(),
              List.of(),
              false,
              List.of(),
              RouteMatch.Fraction.ALL),
          new RouteAction.ToHttps(),
          HeaderMutations.NONE,
          FilterOverrides.NONE,
          RateLimitRules.NONE,
          "");

  private final RouteConfiguration configuration;
  private final Map<String, VirtualHost> exact = new HashMap<>();
  private final List<Wildcard> suffixes = new ArrayList<>();
  private final List<Wildcard> prefixes = new ArrayList<>();
  private @Nullable VirtualHost any;

  /** The fixed part of a domain with a star. */
  private record Wildcard(String fixed, VirtualHost host) {}

  private RouteTable(RouteConfiguration configuration) {
    this.configuration = configuration;
  }

  /** Compiles a configuration. */
  public static RouteTable of(RouteConfiguration configuration) {
    RouteTable table = new RouteTable(configuration);
    for (VirtualHost host : configuration.virtualHosts()) {
      for (String domain : host.domains()) {
        table.add(domain.toLowerCase(Locale.ROOT), host);
      }
    }
    Comparator<Wildcard> longestFirst =
        Comparator.comparingInt((Wildcard wildcard) -> wildcard.fixed().length()).reversed();
    table.suffixes.sort(longestFirst);
    table.prefixes.sort(longestFirst);
    return table;
  }

  private void add(String domain, VirtualHost host) {
    if (domain.equals("*")) {
      any = host;
    } else if (domain.startsWith("*")) {
      suffixes.add(new Wildcard(domain.substring(1), host));
    } else if (domain.endsWith("*")) {
      prefixes.add(new Wildcard(domain.substring(0, domain.length() - 1), host));
    } else {
      exact.put(domain, host);
    }
  }

  public RouteConfiguration configuration() {
    return configuration;
  }

  /** What was found for a request. */
  public record Found(RouteTable table, VirtualHost host, Route route) {
    /** What the innermost level that says something of a filter says; absent if none does. */
    public FilterOverrides.@Nullable Change override(String filter) {
      FilterOverrides.Change found = route.filters().of(filter);
      if (found == null) {
        found = host.filters().of(filter);
      }
      return found == null ? table.configuration.filters().of(filter) : found;
    }

    /** The settings that the levels give a filter, the innermost first. */
    public List<RouteFilterConfig> settings(String filter) {
      return Stream.of(route.filters(), host.filters(), table.configuration.filters())
          .map(level -> level.of(filter))
          .flatMap(
              said ->
                  said instanceof FilterOverrides.Change.Settings(RouteFilterConfig config)
                      ? Stream.of(config)
                      : Stream.empty())
          .toList();
    }
  }

  /** The route for a request; absent if no virtual host or no route of it takes the request. */
  public @Nullable Found find(
      RequestHead request, RequestMetadata metadata, RandomGenerator random) {
    VirtualHost host = host(request.authority());
    if (host == null) {
      return null;
    }
    if (host.requireTls() && !"https".equals(request.headers().get(FORWARDED_PROTO))) {
      return new Found(this, host, TO_HTTPS);
    }
    for (Route route : host.routes()) {
      if (RouteMatcher.matches(route.match(), request, metadata, random)) {
        return new Found(this, host, route);
      }
    }
    return null;
  }

  @Nullable VirtualHost host(String authority) {
    if (exact.isEmpty() && suffixes.isEmpty() && prefixes.isEmpty()) {
      return any;
    }
    String name = authority.toLowerCase(Locale.ROOT);
    if (configuration.ignorePortInHost()) {
      name = Authority.withoutPort(name);
    }
    VirtualHost found = exact.get(name);
    if (found != null) {
      return found;
    }
    for (Wildcard suffix : suffixes) {
      // the star stands for at least one character
      if (name.length() > suffix.fixed().length() && name.endsWith(suffix.fixed())) {
        return suffix.host();
      }
    }
    for (Wildcard prefix : prefixes) {
      if (name.length() > prefix.fixed().length() && name.startsWith(prefix.fixed())) {
        return prefix.host();
      }
    }
    return any;
  }
}
