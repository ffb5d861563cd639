/**
 * Sidecar injection: whether a new pod gets a proxy (a pure decision, istio-features I2), what the
 * pod then looks like (a pure function, I11–I17, I30, I31), and the admission review around both.
 *
 * <p>May depend on {@code capture}, {@code crds} and the Kubernetes model classes; has no client.
 */
@NullMarked
package io.meshwright.runtime.webhook.inject;

import org.jspecify.annotations.NullMarked;
