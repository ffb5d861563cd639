package io.meshwright.proxy.snapshot;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one level of a route configuration says of filters, by their names. */
public record FilterOverrides(Map<String, Change> byFilter) {
  /** Nothing. */
  public static final FilterOverrides NONE = new FilterOverrides(Map.of());

  public FilterOverrides {
    byFilter = Map.copyOf(byFilter);
  }

  /** What is said of a filter; absent if nothing is. */
  public @Nullable Change of(String filter) {
    return byFilter.get(filter);
  }

  /** What is said of one filter. */
  public sealed interface Change {
    /** It takes no part. */
    record Disabled() implements Change {}

    /** It has these settings instead of its own. */
    record Settings(RouteFilterConfig config) implements Change {}
  }
}
