package io.meshwright.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.networking.EnvoyFilterSpec;
import io.meshwright.crd.networking.GatewaySpec;
import io.meshwright.crd.networking.ProxyConfigSpec;
import io.meshwright.crd.networking.ServiceEntrySpec;
import io.meshwright.crd.networking.SidecarSpec;
import io.meshwright.crd.networking.WorkloadEntrySpec;
import io.meshwright.crd.networking.WorkloadGroupSpec;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each field of a kind comes back as it was written; the texts set all of them. */
final class NetworkingRoundTripTest {
  private static final String SERVER_TLS =
      """
      {httpsRedirect: true, mode: MUTUAL, serverCertificate: /c, privateKey: /k,
       caCertificates: /r, caCrl: /l, credentialName: a, credentialNames: [b],
       caCertCredentialName: c,
       tlsCertificates: [{serverCertificate: /c, privateKey: /k, caCertificates: /r}],
       subjectAltNames: [d], verifyCertificateSpki: [e], verifyCertificateHash: [f],
       minProtocolVersion: TLSV1_2, maxProtocolVersion: TLSV1_3, cipherSuites: [g],
       ecdhCurves: [h], insecureSkipVerify: true}\
      """;

  private static final String SIDECAR =
      """
      workloadSelector: {labels: {app: a}}
      ingress:
      - port: {number: 80, protocol: HTTP, name: http, targetPort: 81}
        bind: 127.0.0.1
        captureMode: NONE
        defaultEndpoint: 127.0.0.1:8080
        connectionPool: {tcp: {maxConnections: 1}}
        tls: %s
      egress: [{port: {number: 80}, bind: 127.0.0.1, captureMode: DEFAULT, hosts: [./*]}]
      inboundConnectionPool: {http: {maxRetries: 1}}
      outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: a}}
      """
          .formatted(SERVER_TLS.indent(8).strip());

  private static final String GATEWAY =
      """
      selector: {istio: ingressgateway}
      servers:
      - port: {number: 443, protocol: HTTPS, name: https, targetPort: 8443}
        bind: 127.0.0.1
        hosts: [a/*.example.com]
        defaultEndpoint: 127.0.0.1:8080
        name: front
        tls: %s
      """
          .formatted(SERVER_TLS.indent(8).strip());

  private static final String ENVOY_FILTER =
      """
      workloadSelector: {labels: {app: a}}
      targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: a, namespace: b}]
      priority: -1
      configPatches:
      - applyTo: HTTP_FILTER
        match:
          context: SIDECAR_INBOUND
          proxy: {proxyVersion: 1.*, metadata: {A: b}}
          listener:
            portNumber: 80
            portName: http
            name: a
            listenerFilter: b
            filterChain: {name: c, sni: d, transportProtocol: tls, applicationProtocols: h2, destinationPort: 1, filter: {name: e, subFilter: {name: f}}}
        patch: {operation: INSERT_BEFORE, filterClass: AUTHN, value: {name: x, typed_config: {"@type": y, z: [1, {a: null}]}}}
      - applyTo: HTTP_ROUTE
        match:
          routeConfiguration: {portNumber: 80, portName: http, gateway: a/b, name: c, vhost: {name: d, domainName: e, route: {name: f, action: ANY}}}
        patch: {operation: REMOVE}
      - applyTo: CLUSTER
        match: {cluster: {portNumber: 80, service: a, subset: b, name: c}}
        patch: {operation: REMOVE}
      """;

  private final ObjectMapper yaml = new YAMLMapper();
  private final KubernetesSerialization kubernetes = new KubernetesSerialization();

  static Stream<Arguments> specs() {
    return Map.of(
            ServiceEntrySpec.class,
            """
            hosts: [a.example.com]
            addresses: [192.0.2.0/24]
            ports: [{number: 443, protocol: TLS, name: tls, targetPort: 8443}]
            location: MESH_INTERNAL
            resolution: STATIC
            endpoints:
            - {address: 192.0.2.1, ports: {tls: 9443}, labels: {a: b}, network: n, locality: r/z/s, weight: 7, serviceAccount: sa}
            workloadSelector: {labels: {app: a}}
            exportTo: ["."]
            subjectAltNames: [spiffe://a]
            """,
            GatewaySpec.class,
            GATEWAY,
            SidecarSpec.class,
            SIDECAR,
            EnvoyFilterSpec.class,
            ENVOY_FILTER,
            ProxyConfigSpec.class,
            """
            selector: {matchLabels: {app: a}}
            concurrency: 0
            environmentVariables: {A: b}
            image: {imageType: distroless}
            """,
            WorkloadEntrySpec.class,
            """
            address: a.example.com
            ports: {tls: 9443}
            labels: {a: b}
            network: n
            locality: r/z/s
            weight: 4294967295
            serviceAccount: sa
            """,
            WorkloadGroupSpec.class,
            """
            metadata: {labels: {a: b}, annotations: {c: d}}
            template: {ports: {http: 80}, serviceAccount: sa}
            probe:
              initialDelaySeconds: 1
              timeoutSeconds: 2
              periodSeconds: 3
              successThreshold: 4
              failureThreshold: 5
              httpGet: {path: /x, port: 80, host: h, scheme: HTTPS, httpHeaders: [{name: a, value: b}]}
              tcpSocket: {host: h, port: 80}
              exec: {command: [a, b]}
              grpc: {port: 80, service: s}
            """)
        .entrySet()
        .stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void nothingIsLost(Class<?> type, String text) throws IOException {
    JsonNode written = yaml.readTree(text);
    Object record = kubernetes.unmarshal(written.toString(), type);
    assertThat(yaml.readTree(kubernetes.asJson(record))).isEqualTo(written);
  }
}
