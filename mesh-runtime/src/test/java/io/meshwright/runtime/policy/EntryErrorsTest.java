package io.meshwright.runtime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that can be wrong with what users register beside Kubernetes. */
final class EntryErrorsTest {

  private static final String PORTS = "ports: [{number: 80, name: http, protocol: HTTP}]";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PORTS                                            | hosts | nothing | at least one host name
          hosts: ['*'], PORTS                              | hosts[0] | * | a host name, or * and a host name after it
          hosts: [a.*.com], PORTS                          | hosts[0] | a.*.com | a host name, or * and a host name after it
          hosts: [a b], PORTS                              | hosts[0] | a b | a host name, or * and a host name after it
          hosts: [a.b]                                     | ports | nothing | at least one port
          hosts: [a.b], ports: [{name: x}]                 | ports[0].number | nothing | a number from 1 to 65535
          hosts: [a.b], ports: [{number: 0, name: x}]      | ports[0].number | 0 | a number from 1 to 65535
          hosts: [a.b], ports: [{number: 80}]              | ports[0].name | nothing | a name
          hosts: [a.b], ports: [{number: 80, name: x, protocol: SPDY}] | ports[0].protocol | SPDY | HTTP, HTTP2, GRPC, GRPC-WEB, HTTPS, TLS, TCP or another
          hosts: [a.b], ports: [{number: 80, name: x, targetPort: 70000}] | ports[0].targetPort | 70000 | a number from 1 to 65535
          hosts: [a.b], ports: [{number: 80, name: x}, {number: 80, name: y}] | ports[1].number | 80 | a number that no other port has
          hosts: [a.b], ports: [{number: 80, name: x}, {number: 81, name: x}] | ports[1].name | x | a name that no other port has
          hosts: [a.b], location: MARS, PORTS              | location | MARS | MESH_EXTERNAL or MESH_INTERNAL
          hosts: [a.b], resolution: SOME, PORTS            | resolution | SOME | NONE, STATIC, DNS or DNS_ROUND_ROBIN
          hosts: [a.b], resolution: DYNAMIC_DNS, PORTS     | resolution | DYNAMIC_DNS | another resolution: it is not supported yet
          hosts: [a.b], addresses: [x], PORTS              | addresses[0] | x | an address or CIDR
          hosts: [a.b], addresses: [10.0.0.0/8], resolution: DNS, PORTS | addresses[0] | 10.0.0.0/8 | an address; a CIDR needs resolution NONE or STATIC
          hosts: [a.b], resolution: STATIC, PORTS          | endpoints | nothing | endpoints or a workloadSelector, with resolution STATIC
          hosts: ['*.b'], resolution: DNS, PORTS           | endpoints | nothing | endpoints, since a wildcard host cannot be resolved
          hosts: [a.b], endpoints: [{address: 1.1.1.1}], PORTS | endpoints | 1 endpoints | none with resolution NONE
          hosts: [a.b], resolution: DNS_ROUND_ROBIN, endpoints: [{address: a}, {address: b}], PORTS | endpoints | 2 endpoints | one with resolution DNS_ROUND_ROBIN
          hosts: [a.b], resolution: STATIC, endpoints: [{address: a.c}], PORTS | endpoints[0].address | a.c | an IP address or a socket with resolution STATIC
          hosts: [a.b], resolution: STATIC, endpoints: [{}], PORTS | endpoints[0].address | nothing | an address: gateways of networks are not supported yet
          hosts: [a.b], resolution: STATIC, endpoints: [{address: 'unix://x'}], PORTS | endpoints[0].address | unix://x | unix:///path or unix://@name, of at most 107 bytes after unix://
          hosts: [a.b], resolution: DNS, endpoints: [{address: 'unix:///x'}], PORTS | endpoints[0].address | unix:///x | an IP address or a host name; a socket has resolution STATIC
          hosts: [a.b], resolution: STATIC, endpoints: [{address: 'unix:///x', ports: {http: 1}}], PORTS | endpoints[0].ports | 1 ports | none with a socket
          hosts: [a.b], resolution: STATIC, endpoints: [{address: 'unix:///x'}], ports: [{number: 80, name: http}, {number: 81, name: b}] | ports | 2 ports | one, with an endpoint on a socket
          hosts: [a.b], resolution: STATIC, endpoints: [{address: 1.1.1.1, ports: {tcp: 1}}], PORTS | endpoints[0].ports[tcp] | tcp | the name of one of spec.ports
          hosts: [a.b], resolution: STATIC, endpoints: [{address: 1.1.1.1, weight: -1}], PORTS | endpoints[0].weight | -1 | a number from 0 to 2147483647
          hosts: [a.b], resolution: STATIC, workloadSelector: {labels: {a: b}}, endpoints: [{address: 1.1.1.1}], PORTS | workloadSelector | a selector | nothing beside endpoints
          hosts: [a.b], workloadSelector: {labels: {a: b}}, PORTS | workloadSelector | a selector | nothing with resolution NONE
          hosts: [a.b], resolution: STATIC, workloadSelector: {}, PORTS | workloadSelector.labels | nothing | at least one label
          """)
  void serviceEntryIsCheckedField(String spec, String field, String found, String expected) {
    assertThat(errorsOf("ServiceEntry", spec.replace("PORTS", PORTS)))
        .containsExactly(error("ServiceEntry", field, found, expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          labels: {a: b}                       | address | nothing | an address: gateways of networks are not supported yet
          address: a b                         | address | a b | an IP address, a host name or unix:///path
          address: 'unix:///x/'                | address | unix:///x/ | unix:///path or unix://@name, of at most 107 bytes after unix://
          address: 'unix:///x', ports: {a: 1}  | ports | 1 ports | none with a socket
          address: 1.1.1.1, ports: {http: 0}   | ports[http] | 0 | a number from 1 to 65535
          address: 1.1.1.1, locality: a/b/c/d  | locality | a/b/c/d | region, region/zone or region/zone/subzone
          """)
  void workloadEntryIsCheckedField(String spec, String field, String found, String expected) {
    assertThat(errorsOf("WorkloadEntry", spec))
        .containsExactly(error("WorkloadEntry", field, found, expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metadata: {}                                   | template | nothing | what each WorkloadEntry says
          template: {address: 1.1.1.1}                   | template.address | 1.1.1.1 | nothing: each entry has its own
          template: {ports: {http: 0}}                   | template.ports[http] | 0 | a number from 1 to 65535
          template: {}, probe: {}                        | probe | 0 of them | exactly one of httpGet, tcpSocket, exec and grpc
          template: {}, probe: {tcpSocket: {}}           | probe.tcpSocket.port | nothing | a number from 1 to 65535
          template: {}, probe: {grpc: {port: 0}}         | probe.grpc.port | 0 | a number from 1 to 65535
          template: {}, probe: {exec: {}}                | probe.exec.command | nothing | a command
          template: {}, probe: {periodSeconds: -1, exec: {command: [a]}} | probe.periodSeconds | -1 | a number from 0 to 2147483647
          template: {}, probe: {httpGet: {port: 80, scheme: FTP}} | probe.httpGet.scheme | FTP | HTTP or HTTPS
          """)
  void workloadGroupIsCheckedField(String spec, String field, String found, String expected) {
    assertThat(errorsOf("WorkloadGroup", spec))
        .containsExactly(error("WorkloadGroup", field, found, expected));
  }

  private static String error(String kind, @Nullable String field, String found, String expected) {
    return kind + " shop/a: spec." + field + ": found " + found + ", expected " + expected;
  }

  private static List<String> errorsOf(String kind, String spec) {
    Discovery discovery = new Discovery(MeshYaml.SETTINGS);
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1
            kind: %s
            metadata: {name: a, namespace: shop}
            spec: {%s}
            """
                .formatted(kind, spec)));
    return discovery.errors().values().stream()
        .flatMap(List::stream)
        .map(ConfigError::message)
        .toList();
  }
}
