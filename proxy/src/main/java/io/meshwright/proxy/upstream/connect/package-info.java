/**
 * How an upstream connection is made: a stack of layers, TCP at the bottom, each of which must be
 * ready before the next begins. May depend on {@code tls}, the snapshot records and Netty.
 */
@NullMarked
package io.meshwright.proxy.upstream.connect;

import org.jspecify.annotations.NullMarked;
