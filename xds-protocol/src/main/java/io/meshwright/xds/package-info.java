/**
 * The words that control plane and proxy share on the wire: resource types, identities, node and
 * cluster names, metadata keys, and the one shape in which bad input is reported.
 *
 * <p>Plain Java without protobuf, so that each side can use the generated classes it wants (full in
 * the runtime, lite in the proxy). The {@code .proto} files that are ours to write lie in {@code
 * src/main/proto}. May depend on nothing but the JDK.
 */
@NullMarked
package io.meshwright.xds;

import org.jspecify.annotations.NullMarked;
