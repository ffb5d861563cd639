/**
 * What proxies are delivered: the resources of a published model, compiled and encoded once for all
 * proxies that get the same, and kept from one model to the next as far as no change touches them.
 *
 * <p>May depend on {@code compile}, {@code model} and {@code snapshot}; knows no gRPC.
 */
@NullMarked
package io.meshwright.runtime.delivery;

import org.jspecify.annotations.NullMarked;
