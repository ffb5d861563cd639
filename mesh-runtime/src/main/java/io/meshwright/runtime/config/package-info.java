/**
 * The process's command line: options and environment, read once into records.
 *
 * <p>May depend on picocli, {@code crds} names, {@code xds-protocol}, {@code model} and {@code
 * policy} (durations).
 */
@NullMarked
package io.meshwright.runtime.config;

import org.jspecify.annotations.NullMarked;
