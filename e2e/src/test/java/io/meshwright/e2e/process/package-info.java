/**
 * The process tier: the runtime in file mode, real proxies and a real Envoy, each pod in a network
 * namespace of its own with the rendered capture rules applied.
 *
 * <p>{@code ProcessMesh} is the fixture; a test declares pods, services and Istio YAML, sends
 * requests from inside a pod's namespace, and asserts on what came back. Applications and load
 * clients run in the test's own JVM on sockets that belong to the pod's namespace, so a pod costs
 * no process but its proxy's. Depends on the JDK, the shared wire words and the test libraries; on
 * the product only through its processes.
 */
@NullMarked
package io.meshwright.e2e.process;

import org.jspecify.annotations.NullMarked;
