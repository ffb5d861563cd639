/**
 * Whom the workloads of a mesh trust: the root of the mesh's own authority, and how it is replaced.
 * Part of an installation's reconciliation, which writes the status.
 *
 * <p>Observe, plan (pure), write one Secret, report (pure). All that is remembered is in that
 * Secret, which runtimes follow by themselves, so whoever leads next, or restores the Secret, goes
 * on from there. May depend on {@code apply}, {@code certificate}, {@code revision}, {@code
 * schedule} and {@code sessions}.
 */
@NullMarked
package io.meshwright.operator.trust;

import org.jspecify.annotations.NullMarked;
