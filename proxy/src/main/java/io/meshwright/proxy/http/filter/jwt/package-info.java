/**
 * Lets pass requests that carry the tokens they need ({@code envoy.filters.http.jwt_authn}). May
 * depend on what {@code http.filter} may, on it, on {@code http.side}, {@code jwt} and {@code
 * metadata}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.jwt;

import org.jspecify.annotations.NullMarked;
