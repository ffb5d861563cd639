/**
 * Changes to compiled resources that EnvoyFilters ask for: the only place where users' own protobuf
 * messages are met. Pure: resources × patches × identity gives resources and findings.
 *
 * <p>May depend on {@code model} and on {@code scope}.
 */
@NullMarked
package io.meshwright.runtime.compile.patch;

import org.jspecify.annotations.NullMarked;
