/**
 * What users want at the edge of the mesh, parsed: Gateways with their servers, and the
 * certificates that these show.
 *
 * <p>Pure; may depend on {@code model.name} only.
 */
@NullMarked
package io.meshwright.runtime.model.gateway;

import org.jspecify.annotations.NullMarked;
