/**
 * Samples from the proxies themselves: what the control planes read from them at intervals, as
 * differences, for as long as an analysis may look back.
 *
 * <p>May depend on {@code analysis}, the ports of {@code sessions}, and the JDK.
 */
@NullMarked
package io.meshwright.operator.analysis.mesh;

import org.jspecify.annotations.NullMarked;
