/**
 * Whether workloads fare worse with their new proxies than with the old ones: what their proxies
 * counted before a wave and after it, compared with stated confidence.
 *
 * <p>{@code analysis} has values, the port {@link io.meshwright.operator.analysis.SampleSource} and
 * pure decisions, and depends on the JDK and on Commons Statistics only; its subpackages are the
 * places that samples come from.
 */
@NullMarked
package io.meshwright.operator.analysis;

import org.jspecify.annotations.NullMarked;
