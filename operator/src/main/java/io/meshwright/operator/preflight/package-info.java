/**
 * What speaks against a revision before anything follows it: findings, each naming object, field,
 * found and expected. {@link io.meshwright.operator.preflight.Preflight} is pure; what it looks at
 * is read by {@link io.meshwright.operator.preflight.PreflightInspection} at bounded intervals.
 *
 * <p>May depend on {@code crds}, the {@code apply} port, {@code config}, {@code crd.rbac} and the
 * Kubernetes model.
 */
@NullMarked
package io.meshwright.operator.preflight;

import org.jspecify.annotations.NullMarked;
