/**
 * The workload of the samples and of the tests on a cluster: one program that is a small service, a
 * client that puts load on it, or an eye on the wire between them.
 *
 * <p>It stands for any team's application, so it knows nothing of the mesh. It may depend on the
 * JDK, Netty and grpc-java, and, for its command line, picocli.
 */
@NullMarked
package io.meshwright.samples;

import org.jspecify.annotations.NullMarked;
