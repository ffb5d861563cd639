/**
 * Keeps HTTP connections to an upstream host for reuse, within the cluster's limits. May depend on
 * {@code upstream.connect}, {@code http.codec}, {@code telemetry}, the snapshot records and Netty.
 */
@NullMarked
package io.meshwright.proxy.upstream.pool;

import org.jspecify.annotations.NullMarked;
