/**
 * The mesh on a real cluster, used as its users do: through objects that {@code kubectl} shows and
 * requests that real pods send.
 *
 * <p>{@link io.meshwright.e2e.mesh.MeshTest} gives a test class an installed mesh. Depends on
 * {@code cluster}, and on the proxy's generated messages to ask for certificates as a workload
 * does.
 */
@NullMarked
package io.meshwright.e2e.mesh;

import org.jspecify.annotations.NullMarked;
