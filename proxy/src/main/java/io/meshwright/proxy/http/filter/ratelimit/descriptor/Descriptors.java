package io.meshwright.proxy.http.filter.ratelimit.descriptor;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.filter.HttpExchange;
import io.meshwright.proxy.http.route.ClusterChoice;
import io.meshwright.proxy.http.route.QueryString;
import io.meshwright.proxy.http.route.RouteMatcher;
import io.meshwright.proxy.http.route.RouteTable;
import io.meshwright.proxy.metadata.MetadataValue;
import io.meshwright.proxy.snapshot.CidrRange;
import io.meshwright.proxy.snapshot.RateLimitDescriptor;
import io.meshwright.proxy.snapshot.RateLimitDescriptor.Entry;
import io.meshwright.proxy.snapshot.RateLimitRule;
import io.meshwright.proxy.snapshot.RateLimitRule.Action;
import io.meshwright.proxy.snapshot.RateLimitRules;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The descriptors of one request. */
public final class Descriptors {
  private final HttpExchange exchange;
  private final String serviceCluster;

  private Descriptors(HttpExchange exchange, String serviceCluster) {
    this.exchange = exchange;
    this.serviceCluster = serviceCluster;
  }

  /**
   * What the rules that a filter chooses make of a request.
   *
   * @param serviceCluster the name of this proxy's own service
   */
  public static List<RateLimitDescriptor> of(
      HttpExchange exchange, RateLimitRules.Choice choice, String serviceCluster) {
    Descriptors made = new Descriptors(exchange, serviceCluster);
    List<RateLimitDescriptor> all = new ArrayList<>();
    for (RateLimitRule rule : made.rules(choice)) {
      if (rule.stage() == choice.stage()) {
        @Nullable RateLimitDescriptor descriptor = made.by(rule);
        if (descriptor != null) {
          all.add(descriptor);
        }
      }
    }
    return all;
  }

  private List<RateLimitRule> rules(RateLimitRules.Choice choice) {
    RouteTable.@Nullable Found found = exchange.route();
    if (!choice.own().isEmpty()) {
      return choice.own();
    }
    if (found == null) {
      return List.of();
    }
    RateLimitRules ofRoute = found.route().rateLimits();
    boolean withHost =
        ofRoute.withHost()
            || switch (choice.ofHost()) {
              case OVERRIDDEN -> ofRoute.rules().isEmpty();
              case INCLUDED -> true;
              case IGNORED -> false;
            };
    if (!withHost) {
      return ofRoute.rules();
    }
    List<RateLimitRule> both = new ArrayList<>(ofRoute.rules());
    both.addAll(found.host().rateLimits());
    return both;
  }

  private @Nullable RateLimitDescriptor by(RateLimitRule rule) {
    List<Entry> entries = new ArrayList<>(rule.actions().size());
    for (Action action : rule.actions()) {
      @Nullable Entry entry = entry(action);
      if (entry != null) {
        entries.add(entry);
      } else if (!skippable(action)) {
        return null;
      }
    }
    return entries.isEmpty() ? null : new RateLimitDescriptor(entries);
  }

  private static boolean skippable(Action action) {
    return switch (action) {
      case Action.RequestHeader(_, _, boolean skip) -> skip;
      case Action.QueryParameter(_, _, boolean skip) -> skip;
      case Action.Metadata(_, _, _, _, boolean skip) -> skip;
      case Action.SourceCluster _,
          Action.DestinationCluster _,
          Action.RemoteAddress _,
          Action.MaskedRemoteAddress _,
          Action.Fixed _,
          Action.HeadersMatch _,
          Action.QueryMatches _ ->
          false;
    };
  }

  private @Nullable Entry entry(Action action) {
    RequestHead head = exchange.request();
    return switch (action) {
      case Action.SourceCluster() -> new Entry("source_cluster", serviceCluster);
      case Action.DestinationCluster() -> {
        @Nullable ClusterChoice choice = exchange.choice();
        yield choice == null ? null : new Entry("destination_cluster", choice.cluster());
      }
      case Action.RequestHeader(String name, String key, _) ->
          found(key, RouteMatcher.firstValue(name, head));
      case Action.QueryParameter(String name, String key, _) ->
          found(key, QueryString.first(head.path(), name));
      case Action.RemoteAddress() -> {
        @Nullable InetAddress client = exchange.clientAddress();
        yield client == null ? null : new Entry("remote_address", NetUtil.toAddressString(client));
      }
      case Action.MaskedRemoteAddress(int v4, int v6) -> {
        @Nullable InetAddress client = exchange.clientAddress();
        yield client == null ? null : new Entry("masked_remote_address", block(client, v4, v6));
      }
      case Action.Fixed(Entry entry) -> entry;
      case Action.HeadersMatch(Entry entry, boolean expected, var headers) ->
          headers.stream().allMatch(each -> RouteMatcher.header(each, head)) == expected
              ? entry
              : null;
      case Action.QueryMatches(Entry entry, boolean expected, var parameters) ->
          parameters.stream().allMatch(each -> RouteMatcher.parameter(each, head.path()))
                  == expected
              ? entry
              : null;
      case Action.Metadata(String key, String namespace, var path, String fallback, _) ->
          exchange.metadata().of(namespace).at(path) instanceof MetadataValue.Text(String text)
                  && !text.isEmpty()
              ? new Entry(key, text)
              : fallback.isEmpty() ? null : new Entry(key, fallback);
    };
  }

  private static @Nullable Entry found(String key, @Nullable String value) {
    return value == null ? null : new Entry(key, value);
  }

  private static String block(InetAddress address, int v4PrefixLength, int v6PrefixLength) {
    int length = address instanceof Inet4Address ? v4PrefixLength : v6PrefixLength;
    InetAddress network = CidrRange.around(address, length).network();
    return NetUtil.toAddressString(network) + "/" + length;
  }
}
