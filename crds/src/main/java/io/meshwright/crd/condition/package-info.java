/**
 * Conditions as Kubernetes clients know them ({@code metav1.Condition}): the record, the words for
 * types and reasons, and the rule that moves a transition time. docs/reference/conditions.md prints
 * the words.
 *
 * <p>Pure; may depend on the JDK, Jackson and the CRD generator's annotations.
 */
@NullMarked
package io.meshwright.crd.condition;

import org.jspecify.annotations.NullMarked;
