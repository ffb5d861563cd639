/**
 * What the clients of the control plane share: channels with current roots and tokens, pauses
 * between attempts, and the thread that owns configuration. May depend on {@code config}, gRPC and
 * Netty.
 */
@NullMarked
package io.meshwright.proxy.controlplane;

import org.jspecify.annotations.NullMarked;
