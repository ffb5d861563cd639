/**
 * What proxies have counted: their metrics, read over HTTP and summed up by workload, as far as the
 * operator compares workloads by them.
 *
 * <p>May depend on {@code io.meshwright.xds} for who a proxy is, and on the JDK.
 */
@NullMarked
package io.meshwright.runtime.traffic;

import org.jspecify.annotations.NullMarked;
