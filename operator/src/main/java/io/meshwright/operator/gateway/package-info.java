/**
 * Gateways that are managed with a mesh: which revision each follows, its objects, and how far it
 * is. Part of an installation's reconciliation, which applies the objects and writes the status.
 *
 * <p>Observe, plan (pure), report (pure); may depend on {@code manifest}, {@code apply}, {@code
 * revision} and {@code config}.
 */
@NullMarked
package io.meshwright.operator.gateway;

import org.jspecify.annotations.NullMarked;
