/**
 * Limits requests per proxy or connection ({@code envoy.filters.http.local_ratelimit}). May depend
 * on what {@code http.filter} may, on it, and on {@code limit}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.localratelimit;

import org.jspecify.annotations.NullMarked;
