/**
 * The two ends of a request tell each other who they are (istio-features T16). May depend on what
 * {@code http.filter} may, on it, and on {@code upstream}.
 */
@NullMarked
package io.meshwright.proxy.http.filter.peermetadata;

import org.jspecify.annotations.NullMarked;
