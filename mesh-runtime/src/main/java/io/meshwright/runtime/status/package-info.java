/**
 * What users are told about their resources: findings of analysis, and how far proxies have
 * followed, become conditions, and only differences are written. What is to be said is a pure
 * function ({@link StatusPlan}); the API server is behind {@link ResourceStatuses}.
 *
 * <p>May depend on {@code analysis}, {@code discovery}, {@code snapshot}, {@code xds}, {@code
 * model}, {@code crds} and Micrometer; knows no Kubernetes client.
 */
@NullMarked
package io.meshwright.runtime.status;

import org.jspecify.annotations.NullMarked;
