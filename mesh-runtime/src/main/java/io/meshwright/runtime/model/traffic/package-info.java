/**
 * What users want to happen to traffic, parsed: routes of VirtualServices and policies of
 * DestinationRules, with every union sealed and every duration typed.
 *
 * <p>Pure; may depend on {@code model.name} and {@code model.gateway} only.
 */
@NullMarked
package io.meshwright.runtime.model.traffic;

import org.jspecify.annotations.NullMarked;
