package io.meshwright.proxy.access;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.route.RouteMatcher;
import io.meshwright.proxy.metadata.MetadataConditions;
import io.meshwright.proxy.snapshot.AccessCondition;
import io.meshwright.proxy.snapshot.AccessRules;
import io.meshwright.proxy.snapshot.CidrRange;
import io.meshwright.proxy.snapshot.StringMatcher;
import io.meshwright.proxy.tls.PeerIdentity;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rules say of a subject.
 *
 * @param policy the first one that applies; {@code none} if none does
 */
public record AccessVerdict(boolean allowed, String policy) {
  private static final String NO_POLICY = "none";

  /** Judges by the rules. */
  public static AccessVerdict of(AccessRules rules, AccessSubject subject) {
    @Nullable String policy = null;
    for (AccessRules.Policy candidate : rules.policies()) {
      if (holds(candidate.permission(), subject) && holds(candidate.principal(), subject)) {
        policy = candidate.name();
        break;
      }
    }
    boolean applies = policy != null;
    return new AccessVerdict(
        switch (rules.action()) {
          case ALLOW -> applies;
          case DENY -> !applies;
          case LOG -> true;
        },
        policy == null ? NO_POLICY : policy);
  }

  private static boolean holds(AccessCondition condition, AccessSubject subject) {
    return switch (condition) {
      case AccessCondition.Any() -> true;
      case AccessCondition.All(List<AccessCondition> all) ->
          all.stream().allMatch(each -> holds(each, subject));
      case AccessCondition.OneOf(List<AccessCondition> some) ->
          some.stream().anyMatch(each -> holds(each, subject));
      case AccessCondition.Not(AccessCondition inner) -> !holds(inner, subject);
      case AccessCondition.Header(var matcher) ->
          subject.request() != null && RouteMatcher.header(matcher, subject.request());
      case AccessCondition.Metadata(var matcher) ->
          MetadataConditions.holds(matcher, subject.metadata());
      case AccessCondition.Path(StringMatcher matcher) ->
          subject.request() != null && matcher.matches(path(subject.request()));
      case AccessCondition.Destination(var range) ->
          within(range, subject.connection().destination().ip());
      case AccessCondition.DestinationPort(int start, int end) -> {
        int port = subject.connection().destination().port();
        yield port > 0 && port >= start && port < end;
      }
      case AccessCondition.ServerName(StringMatcher matcher) ->
          matcher.matches(subject.connection().serverName());
      case AccessCondition.Authenticated(StringMatcher name) ->
          authenticated(name, subject.connection().peer());
      case AccessCondition.Peer(var range) ->
          within(range, subject.connection().client().directIp());
      case AccessCondition.Source(var range) -> within(range, subject.connection().client().ip());
      case AccessCondition.Client(var range) -> within(range, subject.client());
    };
  }

  /** What has no address, being on a Unix socket, is in no range. */
  private static boolean within(CidrRange range, @Nullable InetAddress address) {
    return address != null && range.contains(address);
  }

  private static String path(RequestHead request) {
    String path = request.path();
    int end = path.indexOf('?');
    if (end < 0) {
      end = path.length();
    }
    int fragment = path.indexOf('#');
    return path.substring(0, fragment >= 0 && fragment < end ? fragment : end);
  }

  private static boolean authenticated(@Nullable StringMatcher name, @Nullable PeerIdentity peer) {
    if (peer == null || name == null) {
      return peer != null;
    }
    List<String> names = peer.uris().isEmpty() ? peer.dnsNames() : peer.uris();
    if (names.isEmpty()) {
      names = List.of(peer.certificate().getSubjectX500Principal().getName());
    }
    return names.stream().anyMatch(name::matches);
  }
}
