/**
 * What installs the operator itself: its permissions, each with a reason, and the one manifest that
 * holds everything. Used at build time.
 *
 * <p>May depend on the Kubernetes model, {@code crds} and {@code manifest}.
 */
@NullMarked
package io.meshwright.operator.install;

import org.jspecify.annotations.NullMarked;
