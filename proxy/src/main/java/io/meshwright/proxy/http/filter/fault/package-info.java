/**
 * Delays and aborts requests on purpose ({@code envoy.filters.http.fault}; istio-features VS22).
 * May depend on what {@code http.filter} may, and on it.
 */
@NullMarked
package io.meshwright.proxy.http.filter.fault;

import org.jspecify.annotations.NullMarked;
