/**
 * Sidecars that are upgraded while their pods stay: one step of one pod at a time, within
 * disruption budgets, and a rollout where that cannot be.
 *
 * <p>Observe, plan (pure), apply. What is remembered stands on the pods, so whoever leads next goes
 * on from there. May depend on {@code workload}, {@code apply} and {@code config}; reaches pods
 * through the port {@link io.meshwright.operator.inplace.Sidecars}.
 */
@NullMarked
package io.meshwright.operator.inplace;

import org.jspecify.annotations.NullMarked;
