package io.meshwright.proxy.snapshot;

/** The most bytes that the body of a request may have, which is collected before it is sent. */
public record BufferLimit(int bytes) implements RouteFilterConfig {}
