/** Clusters: how connections to a service are made. Pure, like all of {@code compile}. */
@NullMarked
package io.meshwright.runtime.compile.cluster;

import org.jspecify.annotations.NullMarked;
