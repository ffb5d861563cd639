/**
 * Changes to generated resources, as EnvoyFilters ask for them. What a change consists of is
 * Envoy's API and stays a text here; {@code compile.patch} reads it.
 *
 * <p>Pure; may depend on {@code model.name} and RE2/J.
 */
@NullMarked
package io.meshwright.runtime.model.patch;

import org.jspecify.annotations.NullMarked;
