/**
 * The runtime's own configuration: flags and environment, read once into one record.
 *
 * <p>May depend on {@code crds} names and {@code xds-protocol}.
 */
@NullMarked
package io.meshwright.runtime.config;

import org.jspecify.annotations.NullMarked;
