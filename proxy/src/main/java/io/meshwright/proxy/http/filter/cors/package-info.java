/**
 * Tells browsers which pages of other origins may use a route ({@code envoy.filters.http.cors};
 * istio-features VS24). May depend on what {@code http.filter} may, and on it.
 */
@NullMarked
package io.meshwright.proxy.http.filter.cors;

import org.jspecify.annotations.NullMarked;
