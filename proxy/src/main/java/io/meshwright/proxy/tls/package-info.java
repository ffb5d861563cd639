/**
 * TLS on both sides of the proxy: contexts made from the snapshot's secrets, the check of the
 * peer's names, and the identity that the rest of the proxy sees. May depend on the snapshot
 * records, Netty and {@code io.meshwright.xds}.
 */
@NullMarked
package io.meshwright.proxy.tls;

import org.jspecify.annotations.NullMarked;
