package io.meshwright.e2e.process;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The objects that a Kubernetes API server would serve for the pods and services of a mesh. */
final class KubernetesYaml {
  private KubernetesYaml() {}

  /** One file's text with all of them. */
  static String of(Collection<Pod> pods, Collection<Service> services) {
    Stream<String> namespaces =
        Stream.concat(
                pods.stream().map(pod -> pod.spec().namespace()),
                services.stream().map(Service::namespace))
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .map(KubernetesYaml::namespace);
    return Stream.of(
            Stream.of(node()),
            namespaces,
            pods.stream().map(KubernetesYaml::pod),
            services.stream().map(KubernetesYaml::service),
            services.stream()
                .map(service -> slice(service, pods, "IPv4", pod -> pod.addresses().text4())),
            services.stream()
                .map(service -> slice(service, pods, "IPv6", pod -> pod.addresses().text6())))
        .flatMap(documents -> documents)
        .collect(Collectors.joining("---\n"));
  }

  private static String node() {
    return """
        apiVersion: v1
        kind: Node
        metadata:
          name: %s
          labels:
            topology.kubernetes.io/region: region-1
            topology.kubernetes.io/zone: zone-a
        """
        .formatted(PodIdentity.NODE_NAME);
  }

  private static String namespace(String name) {
    return """
        apiVersion: v1
        kind: Namespace
        metadata: {name: %s}
        """
        .formatted(name);
  }

  private static String pod(Pod pod) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %s
          namespace: %s
          labels: %s
        spec:
          serviceAccountName: %s
          nodeName: %s
          containers: [{name: app, image: app}]
        status:
          phase: Running
          podIP: %s
          podIPs: [{ip: "%s"}, {ip: "%s"}]
          conditions: [{type: Ready, status: "True"}]
        """
        .formatted(
            pod.spec().name(),
            pod.spec().namespace(),
            EnvoySidecar.json(pod.spec().labels()),
            PodIdentity.serviceAccount(pod.spec()),
            PodIdentity.NODE_NAME,
            pod.addresses().text4(),
            pod.addresses().text4(),
            pod.addresses().text6());
  }

  private static String service(Service service) {
    return """
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s, namespace: %2$s}
        spec:
          type: ClusterIP
          clusterIP: %3$s
          clusterIPs: ["%3$s", "%4$s"]
          ipFamilies: [IPv4, IPv6]
          ipFamilyPolicy: RequireDualStack
          selector: {app: %1$s}
          ports: %5$s
        """
        .formatted(
            service.name(),
            service.namespace(),
            service.addresses().text4(),
            service.addresses().text6(),
            flow(
                service.ports(),
                port ->
                    "{name: %1$s, port: %2$d, targetPort: %2$d, protocol: TCP}"
                        .formatted(port.name(), port.number())));
  }

  private static String slice(
      Service service, Collection<Pod> pods, String family, Function<Pod, String> address) {
    List<Pod> backends = pods.stream().filter(pod -> service.selects(pod.spec())).toList();
    return """
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: %1$s-%2$s
          namespace: %3$s
          labels: {kubernetes.io/service-name: %1$s}
        addressType: %4$s
        ports: %5$s
        endpoints: %6$s
        """
        .formatted(
            service.name(),
            family.toLowerCase(Locale.ROOT),
            service.namespace(),
            family,
            flow(
                service.ports(),
                port ->
                    "{name: %s, port: %d, protocol: TCP}".formatted(port.name(), port.number())),
            flow(backends, pod -> endpoint(pod, address.apply(pod))));
  }

  private static String endpoint(Pod pod, String address) {
    return """
        {addresses: ["%s"], conditions: {ready: true, serving: true, terminating: false}, \
        nodeName: %s, zone: zone-a, targetRef: {kind: Pod, name: %s, namespace: %s}}"""
        .formatted(address, PodIdentity.NODE_NAME, pod.spec().name(), pod.spec().namespace());
  }

  private static <T> String flow(Collection<T> items, Function<T, String> item) {
    return items.stream().map(item).collect(Collectors.joining(", ", "[", "]"));
  }
}
