package io.meshwright.runtime.model.traffic;

import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Selects requests; all that is set must match (istio-features VS7 to VS12).
 *
 * @param claims of the request's token
 * @param withoutClaims what claims of the request's token must not be
 */
public record HttpMatch(
    String name,
    @Nullable StringMatcher uri,
    boolean ignoreUriCase,
    @Nullable StringMatcher scheme,
    @Nullable StringMatcher method,
    @Nullable StringMatcher authority,
    SortedMap<String, StringMatcher> headers,
    SortedMap<String, StringMatcher> withoutHeaders,
    SortedMap<Claim, StringMatcher> claims,
    SortedMap<Claim, StringMatcher> withoutClaims,
    SortedMap<String, StringMatcher> queryParams,
    ClientScope scope,
    String statPrefix) {

  /** Selects every request, from everywhere. */
  public static final HttpMatch ANY =
      new HttpMatch(
          "",
          null,
          false,
          null,
          null,
          null,
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          ClientScope.ANY,
          "");

  /** The same selection, without what it is called. */
  public HttpMatch unnamed() {
    return new HttpMatch(
        "",
        uri,
        ignoreUriCase,
        scheme,
        method,
        authority,
        headers,
        withoutHeaders,
        claims,
        withoutClaims,
        queryParams,
        scope,
        "");
  }

  /** Whether every request matches. */
  public boolean catchAll() {
    return (uri == null || (uri instanceof StringMatcher.Prefix(String value) && value.equals("/")))
        && scheme == null
        && method == null
        && authority == null
        && headers.isEmpty()
        && withoutHeaders.isEmpty()
        && claims.isEmpty()
        && withoutClaims.isEmpty()
        && queryParams.isEmpty();
  }
}
