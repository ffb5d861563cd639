/**
 * The words of the gRPC service that both sides of it need: its methods, and the messages that are
 * generated from {@code echo.proto}. Depends on grpc-java and lite protobuf.
 */
@NullMarked
package io.meshwright.samples.grpc;

import org.jspecify.annotations.NullMarked;
