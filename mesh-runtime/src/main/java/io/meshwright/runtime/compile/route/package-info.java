/** Routes of outbound requests. Pure, like all of {@code compile}. */
@NullMarked
package io.meshwright.runtime.compile.route;

import org.jspecify.annotations.NullMarked;
