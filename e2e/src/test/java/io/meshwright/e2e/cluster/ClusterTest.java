package io.meshwright.e2e.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a class of tests on a cluster. Its constructor, life-cycle and test methods may have
 * parameters of type {@link TestCluster}, which all classes share, and {@link TestNamespace}, which
 * exists as long as the class runs. When a test fails, the state of that namespace is kept in
 * {@code target/cluster-logs}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("cluster")
@ExtendWith(ClusterExtension.class)
public @interface ClusterTest {}
