/**
 * Counts requests in Istio's standard metrics ({@code istio.stats}). May depend on what {@code
 * http.filter} may, on it, and on {@code upstream}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.stats;

import org.jspecify.annotations.NullMarked;
