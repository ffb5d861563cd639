package io.meshwright.operator.preflight;

import io.meshwright.crd.condition.ConditionReason;

/** The kinds of findings; each is a reason of the {@code PreflightPassed} condition. */
public enum FindingCode {
  FOREIGN_MESH(ConditionReason.FOREIGN_MESH),
  TRUST_BUNDLE_SHARED(ConditionReason.TRUST_BUNDLE_SHARED),
  CLUSTER_TOO_OLD(ConditionReason.CLUSTER_TOO_OLD),
  OPERATOR_TOO_OLD(ConditionReason.OPERATOR_TOO_OLD),
  MINOR_SKIPPED(ConditionReason.MINOR_SKIPPED),
  DOWNGRADE(ConditionReason.DOWNGRADE),
  PROXIES_TOO_OLD(ConditionReason.PROXIES_TOO_OLD),
  CRD_INCOMPATIBLE(ConditionReason.CRD_INCOMPATIBLE),
  FIELD_UNSUPPORTED(ConditionReason.FIELD_UNSUPPORTED),
  WEBHOOK_DANGLING(ConditionReason.WEBHOOK_DANGLING),
  WEBHOOK_CONFLICT(ConditionReason.WEBHOOK_CONFLICT),
  PERMISSION_MISSING(ConditionReason.PERMISSION_MISSING),
  IMAGE_UNAVAILABLE(ConditionReason.IMAGE_UNAVAILABLE),
  CONFIG_REFUSED(ConditionReason.CONFIG_REFUSED);

  private final ConditionReason reason;

  FindingCode(ConditionReason reason) {
    this.reason = reason;
  }

  /** The word for it in a condition. */
  public ConditionReason reason() {
    return reason;
  }
}
