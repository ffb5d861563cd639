package io.meshwright.operator.crds;

/** What to do about one CRD (lifecycle I1, I2). */
public sealed interface CrdDecision {

  /** It is absent. */
  record Create() implements CrdDecision {}

  /** It is as this operator brings it. */
  record Current() implements CrdDecision {}

  /** It is older, or somebody changed it. */
  record Update() implements CrdDecision {}

  /** It stays as it is. */
  record Leave(Cause cause, String message) implements CrdDecision {}

  /** Why a CRD stays as it is. */
  enum Cause {
    /** Operator Lifecycle Manager upgrades it. */
    OLM_MANAGED,
    /** Somebody else installed it: Istio, or the user. */
    FOREIGN,
    /** A newer operator wrote it. */
    NEWER,
    /** Objects may be stored in a version that the new one does not have. */
    STORED_VERSION,
    /** The new one refuses or drops what the present one takes. */
    NARROWING
  }
}
