/**
 * What operators and the kubelet ask the proxy: admin port on the loopback address, readiness,
 * metrics, and what {@code application} does. May depend on {@code config}, {@code log}, {@code
 * snapshot}, {@code xds} and its own subpackages.
 */
@NullMarked
package io.meshwright.proxy.admin;

import org.jspecify.annotations.NullMarked;
