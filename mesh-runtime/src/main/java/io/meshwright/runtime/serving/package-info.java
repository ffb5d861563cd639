/**
 * The control plane's own side of TLS: a serving certificate that renews itself while servers run,
 * the trust in clients' certificates, and the gRPC server on 15012 with its connections.
 *
 * <p>May depend on {@code ca} and {@code identity}, and on gRPC.
 */
@NullMarked
package io.meshwright.runtime.serving;

import org.jspecify.annotations.NullMarked;
