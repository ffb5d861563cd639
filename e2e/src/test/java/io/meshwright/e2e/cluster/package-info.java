/**
 * Tests on a real cluster, and what they share: {@link io.meshwright.e2e.cluster.ClusterTest} gives
 * a test class the cluster and a namespace of its own.
 *
 * <p>One place decides which cluster ({@link io.meshwright.e2e.cluster.TestCluster}): the
 * kubeconfig's with {@code CLUSTER=current} in the environment, otherwise two nodes in Docker that
 * live as long as the JVM.
 */
@NullMarked
package io.meshwright.e2e.cluster;

import org.jspecify.annotations.NullMarked;
