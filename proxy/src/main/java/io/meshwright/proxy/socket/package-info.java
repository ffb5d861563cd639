/**
 * What TCP sockets and those of the Unix domain have in common, and where they differ: addresses,
 * and the channels of each transport. May depend on the snapshot records, {@code io.meshwright.xds}
 * and Netty.
 */
@NullMarked
package io.meshwright.proxy.socket;

import org.jspecify.annotations.NullMarked;
