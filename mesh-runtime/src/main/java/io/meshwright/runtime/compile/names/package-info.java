/**
 * The names that a proxy's DNS server answers for (NDS). Pure, like all of {@code compile}.
 *
 * <p>May depend on {@code model}, {@code compile.scope} and the protos.
 */
@NullMarked
package io.meshwright.runtime.compile.names;

import org.jspecify.annotations.NullMarked;
