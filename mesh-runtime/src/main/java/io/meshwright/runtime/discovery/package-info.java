/**
 * From sources to the model: sources push typed changes, this package keeps what they said, parses
 * each resource once, keeps the last good version of a resource that turned bad, and assembles the
 * immutable {@code MeshModel}.
 *
 * <p>May depend on {@code model}, {@code policy}, {@code crds}, Fabric8's model and Jackson; knows
 * no Kubernetes client, no files and no gRPC.
 */
@NullMarked
package io.meshwright.runtime.discovery;

import org.jspecify.annotations.NullMarked;
