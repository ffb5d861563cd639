/**
 * Makes of requests what rate limits count, by the rules of routes. May depend on what {@code
 * http.filter} may, and on it.
 */
@NullMarked
package io.meshwright.proxy.http.filter.ratelimit.descriptor;

import org.jspecify.annotations.NullMarked;
