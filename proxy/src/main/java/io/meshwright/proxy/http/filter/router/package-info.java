/**
 * Ends every chain: direct responses, redirects, and the way to an upstream with retries and
 * timeouts. May depend on what {@code http.filter} may, on it, and on {@code upstream}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.router;

import org.jspecify.annotations.NullMarked;
