/**
 * The operator's metrics: what its controllers did, and the state of the meshes as far as its
 * caches show it; served over TLS to callers that may read them.
 *
 * <p>May depend on {@code crds}, the {@code apply} port, {@code preflight}, {@code sessions},
 * Micrometer and the JDK's HTTP server.
 */
@NullMarked
package io.meshwright.operator.metrics;

import org.jspecify.annotations.NullMarked;
