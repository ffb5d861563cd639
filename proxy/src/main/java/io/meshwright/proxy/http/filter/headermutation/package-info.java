/**
 * Changes headers ({@code envoy.filters.http.header_mutation}). May depend on what {@code
 * http.filter} may, and on it.
 */
@NullMarked
package io.meshwright.proxy.http.filter.headermutation;

import org.jspecify.annotations.NullMarked;
