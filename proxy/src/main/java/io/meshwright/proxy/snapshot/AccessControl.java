package io.meshwright.proxy.snapshot;

import org.jspecify.annotations.Nullable;

/**
 * The rules of an RBAC filter.
 *
 * @param rules that are enforced; absent: none, all is allowed
 * @param shadow rules that are only counted; absent: none
 * @param statPrefix before the counters' names of the rules; may be empty
 * @param shadowPrefix before the counters' names of the shadow rules; may be empty
 */
public record AccessControl(
    @Nullable AccessRules rules,
    @Nullable AccessRules shadow,
    String statPrefix,
    String shadowPrefix)
    implements RouteFilterConfig {

  /** All is allowed. */
  public static final AccessControl NONE = new AccessControl(null, null, "", "");
}
