/**
 * The objects of a revision, as pure functions of what was planned. What a released version renders
 * never changes: the golden files in the tests are its promise.
 *
 * <p>May depend on the Kubernetes model and {@code crds}; no client, no clock.
 */
@NullMarked
package io.meshwright.operator.manifest;

import org.jspecify.annotations.NullMarked;
