/**
 * Tells the upstream's proxy which HTTP the request speaks ({@code istio.alpn}). May depend on what
 * {@code http.filter} may, on it, and on {@code upstream}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.alpn;

import org.jspecify.annotations.NullMarked;
