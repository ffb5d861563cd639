/**
 * What tools ask a replica: who has followed, what a proxy gets, what is known of services. The
 * pages are those of istiod that {@code istioctl} and dashboards read (istio-features C11), over
 * HTTP and over the discovery service.
 *
 * <p>May depend on {@code discovery}, {@code identity}, {@code model}, {@code render}, {@code
 * snapshot} and {@code xds}.
 */
@NullMarked
package io.meshwright.runtime.debug;

import org.jspecify.annotations.NullMarked;
