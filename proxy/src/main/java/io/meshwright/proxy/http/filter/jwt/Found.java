package io.meshwright.proxy.http.filter.jwt;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.http.route.Cookies;
import io.meshwright.proxy.http.route.QueryChanges;
import io.meshwright.proxy.http.route.QueryString;
import io.meshwright.proxy.snapshot.JwtAuthentication.HeaderLocation;
import io.meshwright.proxy.snapshot.JwtAuthentication.JwtProvider;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token in a request.
 *
 * @param place where it stands
 */
record Found(String token, Place place) {

  /** Where a token stands. */
  sealed interface Place {
    /** In a header. */
    record Header(String name) implements Place {}

    /** In a query parameter. */
    record Parameter(String name) implements Place {}

    /** In a cookie, from which it is not taken out, as in Envoy. */
    record Cookie(String name) implements Place {}
  }

  /** All that stand where these providers have them stand, each once. */
  static List<Found> all(List<JwtProvider> providers, RequestHead request) {
    Set<Found> found = new LinkedHashSet<>();
    for (JwtProvider provider : providers) {
      provider.locations().headers().forEach(location -> header(location, request, found));
      provider.locations().parameters().forEach(name -> parameter(name, request, found));
      for (String name : provider.locations().cookies()) {
        String value = Cookies.value(request.headers(), name);
        if (!value.isEmpty()) {
          found.add(new Found(value, new Place.Cookie(name)));
        }
      }
    }
    return new ArrayList<>(found);
  }

  private static void header(HeaderLocation location, RequestHead request, Set<Found> found) {
    for (String value : request.headers().getAll(location.name())) {
      int prefix = value.indexOf(location.prefix());
      if (prefix >= 0) {
        found.add(
            new Found(
                value.substring(prefix + location.prefix().length()).strip(),
                new Place.Header(location.name())));
      }
    }
  }

  private static void parameter(String name, RequestHead request, Set<Found> found) {
    @Nullable String value = QueryString.first(request.path(), name);
    if (value != null) {
      String token = value;
      try {
        token = URLDecoder.decode(value, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException _) {
        // no token either
      }
      found.add(new Found(token, new Place.Parameter(name)));
    }
  }

  /** Takes it out of the request. */
  void remove(RequestHead request) {
    switch (place) {
      case Place.Header(String name) -> request.headers().remove(name);
      case Place.Parameter(String name) ->
          request.path(new QueryChanges(List.of(name), Map.of()).apply(request.path()));
      case Place.Cookie _ -> {
        // stays
      }
    }
  }
}
