/**
 * The immutable picture of the mesh from which everything is compiled: services, endpoints with
 * their workloads, and the identity of the proxy that asks. Names carry cluster, network, trust
 * domain and revision where they matter, and addresses are typed.
 *
 * <p>Pure: may depend on {@code policy}, {@code xds-protocol} and {@code crds} names; no client, no
 * clock, no protobuf.
 */
@NullMarked
package io.meshwright.runtime.model;

import org.jspecify.annotations.NullMarked;
