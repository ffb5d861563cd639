/**
 * Collects the bodies of requests ({@code envoy.filters.http.buffer}). May depend on what {@code
 * http.filter} may, and on it.
 */
@NullMarked
package io.meshwright.proxy.http.filter.buffer;

import org.jspecify.annotations.NullMarked;
