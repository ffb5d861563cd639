/**
 * Translates gRPC-Web into gRPC and back ({@code envoy.filters.http.grpc_web}). May depend on what
 * {@code http.filter} may, and on it.
 */
@NullMarked
package io.meshwright.proxy.http.filter.grpcweb;

import org.jspecify.annotations.NullMarked;
