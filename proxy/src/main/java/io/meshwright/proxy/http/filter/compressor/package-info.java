/**
 * Compresses bodies with gzip ({@code envoy.filters.http.compressor}). May depend on what {@code
 * http.filter} may, and on it.
 */
@NullMarked
package io.meshwright.proxy.http.filter.compressor;

import org.jspecify.annotations.NullMarked;
