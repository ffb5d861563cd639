/**
 * Kubernetes Events for what a user would want to have been told: each step of an installation,
 * upgrade or removal, under a stable reason. They follow from the writes, so a run that changes
 * nothing says nothing.
 *
 * <p>May depend on {@code crds} and the {@code apply} port; a failure here never reaches a
 * reconciler.
 */
@NullMarked
package io.meshwright.operator.event;

import org.jspecify.annotations.NullMarked;
