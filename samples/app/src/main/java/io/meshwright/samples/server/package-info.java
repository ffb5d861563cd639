/**
 * The sample service: says over HTTP and gRPC who it is and what it was asked, echoes bytes over
 * TCP, and fails on demand. Depends on Netty, grpc-java, and picocli for its options.
 */
@NullMarked
package io.meshwright.samples.server;

import org.jspecify.annotations.NullMarked;
