/**
 * gRPC's messages as bytes: their frames, and those of the health service. Depends on nothing of
 * the proxy.
 */
@NullMarked
package io.meshwright.proxy.http.grpc.message;

import org.jspecify.annotations.NullMarked;
