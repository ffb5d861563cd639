package io.meshwright.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.stream.Stream;

/** Pods of the samples image, which are server and client at once. */
final class SamplePods {

  static final String CONTAINER = "app";

  private SamplePods() {}

  /** A pod with the label {@code app: NAME} in a zone; it names itself in its answers. */
  static String pod(String name, String zone, String image) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: %1$s
          labels:
            app: %1$s
        spec:
          nodeSelector:
            topology.kubernetes.io/zone: %2$s
          terminationGracePeriodSeconds: 1
          securityContext:
            runAsNonRoot: true
          containers:
          - name: %4$s
            image: %3$s
            imagePullPolicy: IfNotPresent
            args: [server, --name=%1$s, --drain=0s]
            readinessProbe:
              httpGet:
                path: /healthz
                port: 8080
              periodSeconds: 1
            securityContext:
              allowPrivilegeEscalation: false
              readOnlyRootFilesystem: true
              capabilities:
                drop: [ALL]
        """
        .formatted(name, zone, image, CONTAINER);
  }

  /** A Service of that type in front of the pod {@code server}. */
  static String service(String name, String type) {
    return """
        apiVersion: v1
        kind: Service
        metadata:
          name: %s
        spec:
          type: %s
          ipFamilyPolicy: PreferDualStack
          selector:
            app: server
          ports:
          - name: http
            port: 80
            targetPort: 8080
        """
        .formatted(name, type);
  }

  /** An address as a URL has it. */
  static String host(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }

  /** Runs {@code samples client ARGUMENT...} in the pod. */
  static CommandResult client(TestNamespace namespace, Pod pod, String... arguments) {
    String[] command =
        Stream.concat(
                Stream.of("java", "@/opt/meshwright/app/jvm.options", "client"),
                List.of(arguments).stream())
            .toArray(String[]::new);
    return namespace.exec(pod.getMetadata().getName(), CONTAINER, command);
  }
}
