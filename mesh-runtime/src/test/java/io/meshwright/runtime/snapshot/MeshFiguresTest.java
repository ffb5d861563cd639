package io.meshwright.runtime.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.testing.MeshYaml;
import org.junit.jupiter.api.Test;

/** What Istio's figures of conflicts mean here. */
final class MeshFiguresTest {

  private static MeshModel model(String yaml) {
    Discovery discovery = new Discovery(MeshYaml.SETTINGS);
    discovery.apply(MeshYaml.upserted(yaml.substring("---".length())));
    assertThat(discovery.errors()).isEmpty();
    return discovery.model();
  }

  private static String service(String name, String port) {
    return """
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: %1$s, namespace: shop}
        spec: {clusterIP: 10.96.0.%2$d, ports: [{name: %3$s, port: 80, targetPort: 8080}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %1$s, namespace: shop, labels: {kubernetes.io/service-name: %1$s}}
        addressType: IPv4
        ports: [{name: %3$s, port: 8080}]
        endpoints: [{addresses: [10.0.0.1]}]
        """
        .formatted(name, (int) name.charAt(0), port);
  }

  private static String rules(String name, String host) {
    return """
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: %s, namespace: shop}
        spec: {hosts: [%s], http: [{route: [{destination: {host: %s}}]}]}
        """
        .formatted(name, host, host);
  }

  private static String outside(String name, String protocol) {
    return """
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: %s, namespace: shop}
        spec: {hosts: [%s.example.com], resolution: NONE, ports: [{number: 9000, name: p, protocol: %s}]}
        """
        .formatted(name, name, protocol);
  }

  @Test
  void virtualServicesOfOneHostAreDuplicates() {
    MeshModel model = model(rules("a", "cart") + rules("b", "cart") + rules("c", "bank"));
    assertThat(MeshFigures.virtualServices(model)).isEqualTo(3);
    assertThat(MeshFigures.duplicateHosts(model)).isEqualTo(2);
  }

  @Test
  void portsOfServicesWithoutEndpointsAreCounted() {
    MeshModel model =
        model(
            service("cart", "http")
                + """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: bank, namespace: shop}
                spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80}, {name: tcp, port: 81}]}
                """);
    assertThat(MeshFigures.withoutEndpoints(model)).isEqualTo(2);
  }

  @Test
  void servicesOfOnePodConflictIfTheirProtocolsDiffer() {
    assertThat(
            MeshFigures.inboundConflicts(model(service("cart", "http") + service("bank", "tcp"))))
        .isOne();
    assertThat(
            MeshFigures.inboundConflicts(model(service("cart", "http") + service("bank", "http"))))
        .isZero();
  }

  @Test
  void opaqueServicesWithoutAddressesConflictOnAPort() {
    assertThat(
            MeshFigures.outboundConflicts(
                model(outside("a", "TCP") + outside("b", "TCP") + outside("c", "TLS"))))
        .isOne();
  }
}
