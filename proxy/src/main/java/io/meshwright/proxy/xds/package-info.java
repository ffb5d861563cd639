/**
 * The xDS client: one delta ADS stream, its subscriptions, ACK and NACK, the store of last good
 * resources, and the assembly of complete snapshots from it. Everything but the wire runs on one
 * thread, the configuration thread. May depend on {@code config}, {@code snapshot}, gRPC and the
 * messages of the discovery service.
 */
@NullMarked
package io.meshwright.proxy.xds;

import org.jspecify.annotations.NullMarked;
