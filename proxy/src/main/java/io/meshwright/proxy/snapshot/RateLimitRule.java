package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * Makes a {@link RateLimitDescriptor} of requests. A request of which one action finds nothing has
 * none by this rule, unless the action may be skipped.
 *
 * @param stage of the filters that it is for, 0 to 10
 * @param actions at least one; each makes an entry
 */
public record RateLimitRule(int stage, List<Action> actions) {
  public RateLimitRule {
    actions = List.copyOf(actions);
  }

  /** What an entry is made of. */
  public sealed interface Action {
    /** The name of this proxy's own service. */
    record SourceCluster() implements Action {}

    /** The cluster that the route chose. */
    record DestinationCluster() implements Action {}

    /** The value of a header. */
    record RequestHeader(String name, String key, boolean skipIfAbsent) implements Action {}

    /** The value of a query parameter. */
    record QueryParameter(String name, String key, boolean skipIfAbsent) implements Action {}

    /** The client's address. */
    record RemoteAddress() implements Action {}

    /** The block of addresses that the client's lies in. */
    record MaskedRemoteAddress(int v4PrefixLength, int v6PrefixLength) implements Action {}

    /** Always the same. */
    record Fixed(RateLimitDescriptor.Entry entry) implements Action {}

    /** A fixed entry if all headers match, or if not all do. */
    record HeadersMatch(
        RateLimitDescriptor.Entry entry, boolean expected, List<HeaderMatcher> headers)
        implements Action {
      public HeadersMatch {
        headers = List.copyOf(headers);
      }
    }

    /** A fixed entry if all query parameters match, or if not all do. */
    record QueryMatches(
        RateLimitDescriptor.Entry entry, boolean expected, List<QueryParameterMatcher> parameters)
        implements Action {
      public QueryMatches {
        parameters = List.copyOf(parameters);
      }
    }

    /**
     * A text of the request's metadata.
     *
     * @param fallback where there is none; empty is nothing
     */
    record Metadata(
        String key, String namespace, List<String> path, String fallback, boolean skipIfAbsent)
        implements Action {
      public Metadata {
        path = List.copyOf(path);
      }
    }
  }
}
