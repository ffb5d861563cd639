/**
 * Upgrades of Meshwright's CRDs, and of the Istio CRDs that it serves: what may change is decided
 * purely, what changed is written by the leading replica, and objects are rewritten when the stored
 * version changes.
 *
 * <p>May depend on {@code crds}, {@code apply}, {@code config} and the Kubernetes model.
 */
@NullMarked
package io.meshwright.operator.crds;

import org.jspecify.annotations.NullMarked;
