/**
 * Asks hosts whether they are well, and leaves out those that are not (Envoy's active health
 * checks). May depend on {@code upstream.connect}, {@code http.codec}, {@code http.grpc.message},
 * {@code telemetry}, the snapshot records and Netty.
 */
@NullMarked
package io.meshwright.proxy.upstream.health;

import org.jspecify.annotations.NullMarked;
