/**
 * The services that external authorization asks, over HTTP and over gRPC, and what they can answer.
 * Speaks protobuf with the latter. May depend on what {@code http.filter} may, on it, on {@code
 * http.side}, {@code http.grpc}, {@code metadata} and {@code tls}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.extauthz.service;

import org.jspecify.annotations.NullMarked;
