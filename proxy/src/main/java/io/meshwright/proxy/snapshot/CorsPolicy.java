package io.meshwright.proxy.snapshot;

import io.meshwright.proxy.snapshot.RouteMatch.Fraction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of other origins may use a route (the Fetch standard, "CORS protocol"). What is
 * absent or empty at one level is looked up at the next outer one.
 *
 * @param origins from which requests are welcome
 * @param methods value of {@code access-control-allow-methods}; {@code *} repeats the one asked for
 * @param headers value of {@code access-control-allow-headers}; {@code *} repeats those asked for
 * @param exposed value of {@code access-control-expose-headers}
 * @param maxAge value of {@code access-control-max-age}
 * @param credentials whether responses to requests with credentials may be read
 * @param privateNetwork whether pages of public networks may ask
 * @param forwardUnmatched whether preflights from other origins go to the application
 * @param enabled the share of requests that the policy is applied to
 */
public record CorsPolicy(
    List<StringMatcher> origins,
    String methods,
    String headers,
    String exposed,
    String maxAge,
    @Nullable Boolean credentials,
    @Nullable Boolean privateNetwork,
    @Nullable Boolean forwardUnmatched,
    Fraction enabled)
    implements RouteFilterConfig {

  public CorsPolicy {
    origins = List.copyOf(origins);
  }
}
