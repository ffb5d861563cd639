/**
 * What the operator learns from the control planes about connected proxies.
 *
 * <p>The port and its values; may depend on the JDK only.
 */
@NullMarked
package io.meshwright.operator.sessions;

import org.jspecify.annotations.NullMarked;
