/**
 * The source that reads a directory of YAML and follows its changes; for tests, benchmarks, offline
 * rendering and machines without Kubernetes.
 *
 * <p>May depend on {@code discovery}, Fabric8's model and Jackson.
 */
@NullMarked
package io.meshwright.runtime.files;

import org.jspecify.annotations.NullMarked;
