package io.meshwright.runtime.policy;

import io.meshwright.runtime.model.traffic.ClientScope;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.StringMatcher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fits the match of a delegate into the match where it is named (istio-features VS25). */
final class DelegateMatch {
  private DelegateMatch() {}

  /** Both names, or the one that there is. */
  static String joined(String place, String own) {
    return place.isEmpty() || own.isEmpty() ? place + own : place + "-" + own;
  }

  /** What both select; empty if {@code own} selects requests that {@code place} does not. */
  static Optional<HttpMatch> within(HttpMatch place, HttpMatch own) {
    boolean fits =
        fits(place.uri(), own.uri())
            && fits(place.scheme(), own.scheme())
            && fits(place.method(), own.method())
            && fits(place.authority(), own.authority())
            && fit(place.headers(), own.headers())
            && fit(place.withoutHeaders(), own.withoutHeaders())
            && fit(place.claims(), own.claims())
            && fit(place.withoutClaims(), own.withoutClaims())
            && fit(place.queryParams(), own.queryParams())
            && place.ignoreUriCase() == own.ignoreUriCase()
            && fits(place.scope(), own.scope());
    if (!fits) {
      return Optional.empty();
    }
    return Optional.of(
        new HttpMatch(
            joined(place.name(), own.name()),
            own.uri() == null ? place.uri() : own.uri(),
            own.ignoreUriCase(),
            own.scheme() == null ? place.scheme() : own.scheme(),
            own.method() == null ? place.method() : own.method(),
            own.authority() == null ? place.authority() : own.authority(),
            both(place.headers(), own.headers()),
            both(place.withoutHeaders(), own.withoutHeaders()),
            both(place.claims(), own.claims()),
            both(place.withoutClaims(), own.withoutClaims()),
            both(place.queryParams(), own.queryParams()),
            both(place.scope(), own.scope()),
            own.statPrefix().isEmpty() ? place.statPrefix() : own.statPrefix()));
  }

  private static <K> boolean fit(Map<K, StringMatcher> place, Map<K, StringMatcher> own) {
    return own.entrySet().stream()
        .allMatch(entry -> fits(place.get(entry.getKey()), entry.getValue()));
  }

  /** Nobody can tell whether one expression selects less than another. */
  private static boolean fits(@Nullable StringMatcher place, @Nullable StringMatcher own) {
    if (place == null || own == null) {
      return true;
    }
    return switch (place) {
      case StringMatcher.Exact _ -> own.equals(place);
      case StringMatcher.Prefix(String prefix) ->
          switch (own) {
            case StringMatcher.Exact(String value) -> value.startsWith(prefix);
            case StringMatcher.Prefix(String value) -> value.startsWith(prefix);
            case StringMatcher.Regex _, StringMatcher.Present _ -> false;
          };
      case StringMatcher.Regex _, StringMatcher.Present _ -> false;
    };
  }

  private static boolean fits(ClientScope place, ClientScope own) {
    Integer port = place.port();
    boolean namespaces =
        place.sourceNamespace().isEmpty()
            || own.sourceNamespace().isEmpty()
            || own.sourceNamespace().equals(place.sourceNamespace());
    boolean labels =
        own.sourceLabels().entrySet().stream()
            .allMatch(
                label ->
                    label
                        .getValue()
                        .equals(
                            place.sourceLabels().getOrDefault(label.getKey(), label.getValue())));
    return (port == null || own.port() == null || port.equals(own.port()))
        && namespaces
        && labels
        && (place.gateways().isEmpty() || place.gateways().containsAll(own.gateways()));
  }

  private static <K> SortedMap<K, StringMatcher> both(
      SortedMap<K, StringMatcher> place, SortedMap<K, StringMatcher> own) {
    SortedMap<K, StringMatcher> all = new TreeMap<>(place);
    all.putAll(own);
    return all;
  }

  private static ClientScope both(ClientScope place, ClientScope own) {
    Map<String, String> labels = new HashMap<>(place.sourceLabels());
    labels.putAll(own.sourceLabels());
    List<String> gateways = own.gateways().isEmpty() ? place.gateways() : own.gateways();
    return new ClientScope(
        own.port() == null ? place.port() : own.port(),
        labels,
        own.sourceNamespace().isEmpty() ? place.sourceNamespace() : own.sourceNamespace(),
        gateways);
  }
}
