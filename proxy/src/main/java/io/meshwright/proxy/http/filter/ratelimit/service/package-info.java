/**
 * The gRPC service that counts requests for many proxies ({@code envoy.service.ratelimit.v3}). May
 * depend on {@code http.grpc}, {@code http.side}, {@code metadata.wire}, {@code upstream} and the
 * snapshot records.
 */
@NullMarked
package io.meshwright.proxy.http.filter.ratelimit.service;

import org.jspecify.annotations.NullMarked;
