/**
 * The operator's own validating webhook: rules across objects that a CRD cannot say, warnings, and
 * protection of what workloads use. What can be said in a CRD is said there.
 *
 * <p>The reconcilers check the same again, so the webhook may be away: it only answers earlier, and
 * in the user's own terminal. May depend on Vert.x, the {@code apply} port, {@code config}, {@code
 * preflight}, {@code profile} and {@code revision}.
 *
 * <p>The runtime's webhook server reads requests the same way. A module that both share would exist
 * for these hundred lines alone, and tie the releases of two processes by their TLS and limits.
 */
@NullMarked
package io.meshwright.operator.admission;

import org.jspecify.annotations.NullMarked;
