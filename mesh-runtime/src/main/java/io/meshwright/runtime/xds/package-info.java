/**
 * The aggregated discovery service: delta and state-of-the-world streams, one serial executor each,
 * over the published models. What a client knows and has acknowledged is a small pure state machine
 * per type.
 *
 * <p>May depend on {@code snapshot}, {@code compile}, {@code model}, gRPC and Micrometer.
 */
@NullMarked
package io.meshwright.runtime.xds;

import org.jspecify.annotations.NullMarked;
