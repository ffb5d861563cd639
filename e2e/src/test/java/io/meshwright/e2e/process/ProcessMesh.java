package io.meshwright.e2e.process;

import io.meshwright.xds.NodeId;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A mesh of processes: a runtime that reads files, and pods in network namespaces. Services and
 * pods are published to the runtime as the Kubernetes objects that they would be. Everything is
 * gone after {@link #close}; the logs stay in {@code target/process-logs}.
 */
final class ProcessMesh implements AutoCloseable {
  private final Fabric fabric;
  private final WorkDirectory directory;
  private final Path logs;
  private final ConfigDirectory config;
  private final MeshRuntime runtime;
  private final CaptureRules capture;
  private final List<Pod> pods = new ArrayList<>();
  private final List<Service> services = new ArrayList<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private int outsiders;
  private int podAddresses;

  private ProcessMesh(Fabric fabric, WorkDirectory directory, Path logs) {
    this.fabric = fabric;
    this.directory = directory;
    this.logs = logs;
    this.config = ConfigDirectory.in(directory.folder("runtime", MeshRuntime.UID));
    this.capture = CaptureRules.rendered();
    this.runtime = MeshRuntime.start(fabric, nextPodAddresses(), config, logs);
  }

  /** Starts the runtime and waits until it serves. */
  static ProcessMesh start(Class<?> test) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      Fabric fabric = Fabric.create();
      parts.push(fabric);
      WorkDirectory directory = WorkDirectory.create();
      parts.push(directory);
      ProcessMesh mesh = new ProcessMesh(fabric, directory, Checkout.logs(test));
      parts.push(mesh.runtime);
      mesh.parts.addAll(parts);
      mesh.runtime.awaitReady();
      return mesh;
    } catch (RuntimeException e) {
      Cleanup.closeAll(parts);
      throw e;
    }
  }

  MeshRuntime runtime() {
    return runtime;
  }

  /** Adds a pod; its proxy starts, and {@link #awaitReady} waits for it. */
  Pod add(PodSpec spec) {
    Pod pod = Pod.create(spec, nextPodAddresses(), fabric, directory);
    parts.push(pod);
    pods.add(pod);
    publish();
    switch (spec.sidecar()) {
      case NONE -> {}
      case MESHWRIGHT -> startSidecar(pod, MeshwrightSidecar.spec(pod, discoveryAddress()));
      case ENVOY -> startSidecar(pod, EnvoySidecar.spec(pod, discoveryAddress()));
    }
    return pod;
  }

  /** The pod of this name. */
  Pod pod(String name) {
    return pods.stream()
        .filter(pod -> pod.spec().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no Pod " + name));
  }

  /** Takes a pod out of the services; its processes go on until it is closed. */
  void withdraw(Pod pod) {
    pods.remove(pod);
    publish();
  }

  /** Adds a host that the mesh knows nothing of. */
  Pod outsider(String name) {
    Addresses addresses = new Addresses(Addresses.OUTSIDE, ++outsiders);
    Pod pod = Pod.create(PodSpec.pod(name), addresses, fabric, directory);
    parts.push(pod);
    return pod;
  }

  /** Adds a service of the pods whose label {@code app} is this name. */
  Service service(String name, String portName, int port) {
    return service(name, List.of(new Service.Port(portName, port)));
  }

  /** The same with several ports. */
  Service service(String name, List<Service.Port> ports) {
    return add(
        new Service(
            name,
            PodSpec.DEFAULT_NAMESPACE,
            new Addresses(Addresses.SERVICES, services.size() + 1),
            ports));
  }

  /** Adds or replaces a file of mesh configuration. */
  void apply(String name, String yaml) {
    config.write(name, yaml);
  }

  /** Removes a file of mesh configuration. */
  void remove(String name) {
    config.remove(name);
  }

  /** Waits until each proxy serves. */
  void awaitReady() {
    pods.stream()
        .filter(pod -> pod.spec().sidecar() != Sidecar.Kind.NONE)
        .forEach(pod -> pod.sidecar().awaitReady());
  }

  @Override
  public void close() {
    Cleanup.closeAll(parts);
  }

  private Service add(Service service) {
    services.add(service);
    publish();
    return service;
  }

  private void startSidecar(Pod pod, PodProcess.Spec spec) {
    if (pod.spec().type() == NodeId.ProxyType.SIDECAR) {
      rules(pod.spec()).applyTo(pod.namespace());
    }
    pod.sidecar(Sidecar.start(pod, spec.transparent(pod.spec().transparent()), logs));
  }

  private CaptureRules rules(PodSpec spec) {
    if (spec.transparent()) {
      return CaptureRules.transparent();
    }
    return spec.nameServer().isEmpty() ? capture : CaptureRules.dns(spec.nameServer());
  }

  private String discoveryAddress() {
    return runtime.discoveryAddress();
  }

  private Addresses nextPodAddresses() {
    return new Addresses(Addresses.PODS, ++podAddresses);
  }

  private void publish() {
    config.write("kubernetes", KubernetesYaml.of(pods, services));
  }
}
