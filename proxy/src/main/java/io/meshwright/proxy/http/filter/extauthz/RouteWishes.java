package io.meshwright.proxy.http.filter.extauthz;

import io.meshwright.proxy.snapshot.ExternalAuthorization;
import io.meshwright.proxy.snapshot.RouteFilterConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the levels of a route make of the filter.
 *
 * @param body what is sent of the request's body; absent if nothing is
 * @param context what is told besides the request; inner levels win
 */
record RouteWishes(ExternalAuthorization.@Nullable Body body, Map<String, String> context) {
  /** {@code levels} with the innermost first. */
  static RouteWishes of(ExternalAuthorization.@Nullable Body own, List<RouteFilterConfig> levels) {
    ExternalAuthorization.@Nullable Body body = own;
    Map<String, String> context = new HashMap<>(0);
    for (RouteFilterConfig level : levels.reversed()) {
      if (level instanceof ExternalAuthorization.OnRoute said) {
        context.putAll(said.context());
        if (said.withoutBody()) {
          body = null;
        } else if (said.body() != null) {
          body = said.body();
        }
      }
    }
    return new RouteWishes(body, context);
  }
}
