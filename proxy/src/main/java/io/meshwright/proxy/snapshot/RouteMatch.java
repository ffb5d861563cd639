package io.meshwright.proxy.snapshot;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Which requests a route takes; all conditions must hold.
 *
 * @param caseSensitive for the path
 * @param grpcOnly whether only gRPC requests match
 * @param metadata what filters must have told of the request before its route is chosen
 * @param fraction the share of requests that match, of those for which all else holds
 */
public record RouteMatch(
    Path path,
    boolean caseSensitive,
    List<HeaderMatcher> headers,
    List<QueryParameterMatcher> queryParameters,
    boolean grpcOnly,
    List<MetadataMatcher> metadata,
    Fraction fraction) {

  public RouteMatch {
    headers = List.copyOf(headers);
    queryParameters = List.copyOf(queryParameters);
    metadata = List.copyOf(metadata);
  }

  /** A condition on the path, without its query. */
  public sealed interface Path {
    /** Starts with; {@code /} takes all. */
    record Prefix(String prefix) implements Path {}

    /** Is equal. */
    record Exact(String path) implements Path {}

    /** Is equal, or goes on with a slash; has no slash at its end. */
    record SegmentPrefix(String prefix) implements Path {}

    /** Matches as a whole. */
    record Regex(Pattern pattern) implements Path {}

    /** A CONNECT request. */
    record Connect() implements Path {}
  }

  /** {@code numerator / denominator} of all. */
  public record Fraction(long numerator, int denominator) {
    /** Everything. */
    public static final Fraction ALL = new Fraction(100, 100);

    /** Nothing. */
    public static final Fraction NONE = new Fraction(0, 100);

    /** Whether this time is one of them. */
    public boolean hits(RandomGenerator random) {
      return numerator >= denominator || random.nextInt(denominator) < numerator;
    }
  }
}
