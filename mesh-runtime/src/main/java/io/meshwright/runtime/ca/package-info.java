/**
 * The mesh's certificate authority: a request and an authenticated identity become a certificate
 * chain, values in and values out (istio-features S1, S2, S7, S8, S12).
 *
 * <p>A request is accepted by a list of named checks ({@link CsrChecks}); what is signed is decided
 * here and never copied from the request, of which only the public key is used. Bouncy Castle is
 * visible in {@code ca.bouncycastle} only. May depend on {@code identity} and gRPC (for the one
 * service class), not on Kubernetes.
 */
@NullMarked
package io.meshwright.runtime.ca;

import org.jspecify.annotations.NullMarked;
