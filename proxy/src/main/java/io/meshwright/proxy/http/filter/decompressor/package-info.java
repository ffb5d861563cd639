/**
 * Decompresses bodies in gzip ({@code envoy.filters.http.decompressor}). May depend on what {@code
 * http.filter} may, and on it.
 */
@NullMarked
package io.meshwright.proxy.http.filter.decompressor;

import org.jspecify.annotations.NullMarked;
