package io.meshwright.e2e.mesh;

import io.meshwright.e2e.cluster.ClusterTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a class of tests on a cluster with the operator installed. Beside what {@link ClusterTest}
 * gives, methods may have parameters of type {@link Operator} and {@link Mesh}; all classes share
 * both. The first class that asks for the mesh has it installed.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClusterTest
@ExtendWith(MeshExtension.class)
public @interface MeshTest {}
