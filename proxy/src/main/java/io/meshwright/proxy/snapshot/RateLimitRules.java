package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * The rules of a route.
 *
 * @param withHost whether those of its virtual host hold, too
 */
public record RateLimitRules(List<RateLimitRule> rules, boolean withHost) {
  /** No rule. */
  public static final RateLimitRules NONE = new RateLimitRules(List.of(), false);

  public RateLimitRules {
    rules = List.copyOf(rules);
  }

  /** When a filter takes the rules of the virtual host. */
  public enum OfHost {
    /** If the route has none. */
    OVERRIDDEN,
    INCLUDED,
    IGNORED
  }

  /**
   * Which rules a filter goes by.
   *
   * @param own instead of the route's and the virtual host's; empty: those
   */
  public record Choice(int stage, OfHost ofHost, List<RateLimitRule> own) {
    public Choice {
      own = List.copyOf(own);
    }
  }
}
