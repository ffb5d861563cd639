package io.meshwright.proxy.snapshot;

import java.util.List;

/**
 * Who may do what (xDS {@code config.rbac.v3.RBAC}).
 *
 * @param policies in the order of their names; the first that applies is named in logs
 */
public record AccessRules(Action action, List<Policy> policies) {

  public AccessRules {
    policies = List.copyOf(policies);
  }

  /** What it means that a policy applies. */
  public enum Action {
    /** It is allowed, and nothing else is. */
    ALLOW,
    /** It is denied, and everything else is allowed. */
    DENY,
    /** Nothing: all is allowed. */
    LOG
  }

  /** Applies if both conditions hold. */
  public record Policy(String name, AccessCondition permission, AccessCondition principal) {}
}
