/**
 * The configuration by which the proxy runs, as immutable records: listeners, filter chains,
 * routes, clusters, endpoints and secrets, and {@link
 * io.meshwright.proxy.snapshot.RuntimeSnapshot}, which holds all of them as one consistent value.
 * Written by the configuration path, read by the data path; the seams between the two ({@link
 * io.meshwright.proxy.snapshot.SnapshotPublisher}, {@link io.meshwright.proxy.snapshot.DataPlane})
 * are here too. May depend on the JDK, RE2/J and {@code io.meshwright.xds} only: no protobuf, no
 * Netty, no clock.
 */
@NullMarked
package io.meshwright.proxy.snapshot;

import org.jspecify.annotations.NullMarked;
