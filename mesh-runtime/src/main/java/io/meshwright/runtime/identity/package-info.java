/**
 * Who is calling on 15012 (istio-features S4, S6): a certificate of the mesh or a ServiceAccount
 * token becomes a {@link io.meshwright.runtime.identity.Caller}, or the call is refused with a
 * reason.
 *
 * <p>How a token is reviewed is behind {@link io.meshwright.runtime.identity.TokenReviewer}; this
 * package knows gRPC, but not Kubernetes.
 *
 * <p>May depend on gRPC, {@code crds} names and {@code xds-protocol}.
 */
@NullMarked
package io.meshwright.runtime.identity;

import org.jspecify.annotations.NullMarked;
