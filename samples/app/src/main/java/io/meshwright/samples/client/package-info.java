/**
 * The sample client: one request, or a bounded load at a fixed rate. It never repeats a request and
 * opens exactly the connections it is told to, so that what it counts is what the network did.
 * Depends on sockets, Netty and grpc-java for HTTP/2, and picocli for its options.
 */
@NullMarked
package io.meshwright.samples.client;

import org.jspecify.annotations.NullMarked;
