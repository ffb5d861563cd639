/**
 * Limits requests for the whole mesh, as a service counts them ({@code
 * envoy.filters.http.ratelimit}). May depend on what {@code http.filter} may, on it, and on {@code
 * http.side}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.ratelimit;

import org.jspecify.annotations.NullMarked;
