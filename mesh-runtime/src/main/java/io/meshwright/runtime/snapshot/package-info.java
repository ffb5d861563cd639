/**
 * When a new picture of the mesh is taken: collects what sources say, waits for quiet, and
 * publishes a model with what differs from the one before.
 *
 * <p>May depend on {@code discovery}, {@code model} and Micrometer; knows no gRPC.
 */
@NullMarked
package io.meshwright.runtime.snapshot;

import org.jspecify.annotations.NullMarked;
