package io.meshwright.proxy.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which requests need a token, and of whom.
 *
 * @param rules the first that takes a request says what it needs; none: nothing
 * @param named requirements that routes name
 * @param bypassPreflights whether CORS preflights need nothing
 * @param silent whether a client that is refused is not told why
 */
public record JwtAuthentication(
    List<Rule> rules, Map<String, Requirement> named, boolean bypassPreflights, boolean silent) {

  public JwtAuthentication {
    rules = List.copyOf(rules);
    named = Map.copyOf(named);
  }

  /** What some requests need. */
  public record Rule(RouteMatch match, Requirement requirement) {}

  /** What a route needs: a requirement by its name. */
  public record OnRoute(String requirement) implements RouteFilterConfig {}

  /** What a request needs. */
  public sealed interface Requirement {
    /** Nothing. */
    record Nothing() implements Requirement {}

    /**
     * A token of a provider.
     *
     * @param audiences instead of the provider's own; empty: the provider's own
     */
    record Of(JwtProvider provider, List<String> audiences) implements Requirement {
      public Of {
        audiences = List.copyOf(audiences);
      }
    }

    /** One of these, which are tried in order. */
    record AnyOf(List<Requirement> requirements) implements Requirement {
      public AnyOf {
        requirements = List.copyOf(requirements);
      }
    }

    /** All of these. */
    record AllOf(List<Requirement> requirements) implements Requirement {
      public AllOf {
        requirements = List.copyOf(requirements);
      }
    }

    /**
     * No token at all, or a valid one.
     *
     * @param providers whose tokens are looked for
     * @param orFailed whether one that is not valid will do too
     */
    record Optionally(List<JwtProvider> providers, boolean orFailed) implements Requirement {
      public Optionally {
        providers = List.copyOf(providers);
      }
    }
  }

  /**
   * Who issues tokens.
   *
   * @param locations where tokens stand in requests
   */
  public record JwtProvider(
      String name, Claims claims, Keys keys, Locations locations, Forwarding forwarding) {}

  /**
   * What tokens must claim.
   *
   * @param issuer empty: anything
   * @param audiences one of which must be claimed; empty: any
   * @param subject what the subject must meet; absent: nothing
   * @param expires whether they must say when they expire
   * @param longest how long they may still be valid; absent: no limit
   * @param skew by which clocks may differ
   */
  public record Claims(
      String issuer,
      List<String> audiences,
      @Nullable StringMatcher subject,
      boolean expires,
      @Nullable Duration longest,
      Duration skew) {
    public Claims {
      audiences = List.copyOf(audiences);
    }
  }

  /** Where keys come from. */
  public sealed interface Keys {
    /** They are given: a JWK set. */
    record Local(String jwks) implements Keys {}

    /**
     * They are fetched when they are needed.
     *
     * @param timeout of each attempt
     * @param life how long they are used; they are fetched again then
     * @param retries after a failure
     * @param pause before the first retry, at random up to it; doubled each time
     * @param longestPause before a retry
     */
    record Remote(
        String cluster,
        String authority,
        String path,
        Duration timeout,
        Duration life,
        int retries,
        Duration pause,
        Duration longestPause)
        implements Keys {}
  }

  /** Where tokens stand in requests. */
  public record Locations(
      List<HeaderLocation> headers, List<String> parameters, List<String> cookies) {
    public Locations {
      headers = List.copyOf(headers);
      parameters = List.copyOf(parameters);
      cookies = List.copyOf(cookies);
    }
  }

  /**
   * A header that holds tokens.
   *
   * @param name lower case
   * @param prefix before the token; may be empty
   */
  public record HeaderLocation(String name, String prefix) {}

  /**
   * What becomes of a valid token.
   *
   * @param keep whether it stays in the request
   * @param payloadHeader gets its payload, in base64url; empty: none
   * @param padded whether that is padded
   * @param claims headers that get claims
   * @param payloadMetadata under which its claims are told to later filters; empty: not at all
   * @param headerMetadata under which its header is told to later filters; empty: not at all
   * @param clearsRoute whether the route is chosen again by what was added
   */
  public record Forwarding(
      boolean keep,
      String payloadHeader,
      boolean padded,
      List<ClaimHeader> claims,
      String payloadMetadata,
      String headerMetadata,
      boolean clearsRoute) {
    public Forwarding {
      claims = List.copyOf(claims);
    }

    /** Whether the route is chosen again: it could only be another one by these. */
    public boolean choosesRoute() {
      return clearsRoute && !(claims.isEmpty() && payloadMetadata.isEmpty());
    }
  }

  /**
   * A header that gets a claim.
   *
   * @param header lower case
   * @param claim its name, and those of the objects that it stands in before it
   */
  public record ClaimHeader(String header, List<String> claim) {
    public ClaimHeader {
      claim = List.copyOf(claim);
    }
  }
}
