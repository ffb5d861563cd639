package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * Changes of headers at one level (weighted cluster, route, virtual host, route configuration); the
 * innermost level is applied first, removals before additions at each (Envoy).
 *
 * @param requestRemovals lower case
 * @param responseRemovals lower case
 */
public record HeaderMutations(
    List<Addition> requestAdditions,
    List<String> requestRemovals,
    List<Addition> responseAdditions,
    List<String> responseRemovals) {

  /** No change. */
  public static final HeaderMutations NONE =
      new HeaderMutations(List.of(), List.of(), List.of(), List.of());

  public HeaderMutations {
    requestAdditions = List.copyOf(requestAdditions);
    requestRemovals = List.copyOf(requestRemovals);
    responseAdditions = List.copyOf(responseAdditions);
    responseRemovals = List.copyOf(responseRemovals);
  }

  /** What happens if the header is there already. */
  public enum IfPresent {
    APPEND,
    /** Adds only to what is there, in the same line. */
    EXTEND,
    /** Adds only if absent. */
    KEEP,
    OVERWRITE,
    /** Overwrites only if present. */
    OVERWRITE_ONLY
  }

  /**
   * One header to set.
   *
   * @param name lower case
   * @param keepEmpty whether an empty value is set; otherwise nothing happens
   */
  public record Addition(String name, Format value, IfPresent ifPresent, boolean keepEmpty) {}
}
