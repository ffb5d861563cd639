/**
 * The choice of a host among those of a cluster: priorities and localities by health and weight,
 * then the cluster's policy. Pure; depends on the snapshot records only.
 */
@NullMarked
package io.meshwright.proxy.upstream.lb;

import org.jspecify.annotations.NullMarked;
