/**
 * Clusters: how connections to a service are made. Pure, like all of {@code compile}.
 *
 * <p>May depend on {@code model} and on {@code scope} and {@code filter}.
 */
@NullMarked
package io.meshwright.runtime.compile.cluster;

import org.jspecify.annotations.NullMarked;
