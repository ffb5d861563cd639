/**
 * Counts gRPC calls and their messages ({@code envoy.filters.http.grpc_stats}). May depend on what
 * {@code http.filter} may, and on it.
 */
@NullMarked
package io.meshwright.proxy.http.filter.grpcstats;

import org.jspecify.annotations.NullMarked;
