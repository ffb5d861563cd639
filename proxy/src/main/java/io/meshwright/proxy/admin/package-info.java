/**
 * What operators and the kubelet ask the proxy: admin port on the loopback address, readiness, and
 * metrics, on one thread of its own so that they answer when the data path is busy. May depend on
 * {@code snapshot}, {@code xds} and Netty.
 */
@NullMarked
package io.meshwright.proxy.admin;

import org.jspecify.annotations.NullMarked;
