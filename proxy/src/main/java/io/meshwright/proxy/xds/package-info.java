/**
 * Where configuration comes from: the xDS client with one delta ADS stream, its subscriptions, ACK
 * and NACK; or a file. Then the store of last good resources, and the assembly of complete
 * snapshots from it. Everything but the wire runs on one thread, the configuration thread. May
 * depend on {@code config}, {@code dns}, {@code snapshot}, gRPC, the messages of the discovery
 * service and a reader of YAML.
 */
@NullMarked
package io.meshwright.proxy.xds;

import org.jspecify.annotations.NullMarked;
