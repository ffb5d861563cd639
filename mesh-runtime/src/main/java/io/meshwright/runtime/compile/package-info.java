/**
 * From the model to Envoy's resources, for one proxy: pure functions of {@code MeshModel} and
 * {@code ProxyIdentity}. The same inputs give the same bytes. Names and shapes are Istio's
 * (istio-features, section 9.3), so that other proxies and tools understand them.
 *
 * <p>May depend on {@code model}, Envoy's protos and {@code xds-protocol}; no gRPC, no client, no
 * clock.
 */
@NullMarked
package io.meshwright.runtime.compile;

import org.jspecify.annotations.NullMarked;
