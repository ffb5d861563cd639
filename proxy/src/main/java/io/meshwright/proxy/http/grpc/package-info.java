/**
 * gRPC as a client: deadlines, messages in their frames, and calls that filters make themselves.
 * May depend on {@code http.side}, {@code http.error}, {@code http.codec}, {@code upstream} and the
 * snapshot records.
 */
@NullMarked
package io.meshwright.proxy.http.grpc;

import org.jspecify.annotations.NullMarked;
