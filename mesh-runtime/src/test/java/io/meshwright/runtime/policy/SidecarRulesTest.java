package io.meshwright.runtime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.traffic.SidecarRules;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sidecars: what is wrong with them, which one applies, and what it imports. */
final class SidecarRulesTest {

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          egress: [{}]                                 | egress[0].hosts | nothing | at least one of NAMESPACE/HOST, such as ./* or istio-system/*
          egress: [{hosts: [a.b]}]                     | egress[0].hosts[0] | a.b | NAMESPACE/HOST, such as ./* or istio-system/*
          egress: [{hosts: ['*/a.*.b']}]               | egress[0].hosts[0] | */a.*.b | NAMESPACE/HOST, such as ./* or istio-system/*
          egress: [{hosts: ['./*']}, {port: {number: 80}, hosts: ['./*']}] | egress[0].port | nothing | a port; only the last listener may be for all others
          egress: [{port: {number: 0}, hosts: ['./*']}] | egress[0].port.number | 0 | a number from 1 to 65535
          egress: [{port: {number: 1}, hosts: ['./*']}, {port: {number: 1}, hosts: ['./*']}] | egress[1].port.number | 1 | a port that no other listener has
          outboundTrafficPolicy: {mode: REGISTRY_ONLY, egressProxy: {host: a, port: {number: 80}}} | outboundTrafficPolicy.egressProxy | with REGISTRY_ONLY | mode ALLOW_ANY with it
          outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: a, port: {}}} | outboundTrafficPolicy.egressProxy.port.number | nothing | a port of the service
          egress: [{bind: 'x', hosts: ['./*']}]        | egress[0].bind | x | an IP address, or unix:///path
          egress: [{bind: 'unix:///a', hosts: ['./*']}] | egress[0].port | nothing | number 0 and a protocol, with a socket
          egress: [{bind: 'unix:///a', port: {number: 80, protocol: TCP}, hosts: ['./*']}] | egress[0].port.number | 80 | 0 with a socket
          egress: [{bind: 'unix:///a', port: {number: 0}, hosts: ['./*']}] | egress[0].port.protocol | nothing | HTTP, HTTP2, GRPC, TLS, TCP or another
          egress: [{bind: 'unix:a', port: {protocol: TCP}, hosts: ['./*']}] | egress[0].bind | unix:a | unix:///path or unix://@name, of at most 107 bytes after unix://
          egress: [{bind: 'unix:///a', port: {protocol: TCP}}] | egress[0].hosts | nothing | at least one of NAMESPACE/HOST, such as ./* or istio-system/*
          egress: [{bind: 'unix:///a', captureMode: IPTABLES, port: {protocol: TCP}, hosts: ['./*']}] | egress[0].captureMode | IPTABLES | DEFAULT or NONE with a socket
          egress: [{bind: 'unix:///a', port: {protocol: TCP}, hosts: ['./*']}, {bind: 'unix:///a', port: {protocol: TCP}, hosts: ['./*']}] | egress[1].bind | unix:///a | a socket that no other listener has
          ingress: [{port: {number: 80}, bind: 'unix:///a', captureMode: NONE, defaultEndpoint: '127.0.0.1:81'}] | ingress[0].bind | unix:///a | an IP address
          ingress: [{port: {number: 80}, defaultEndpoint: 'unix:///a/'}] | ingress[0].defaultEndpoint | unix:///a/ | unix:///path or unix://@name, of at most 107 bytes after unix://
          egress: [{captureMode: SOME, hosts: ['./*']}] | egress[0].captureMode | SOME | DEFAULT, IPTABLES or NONE
          ingress: [{port: {number: 80}, bind: 10.0.0.1}] | ingress[0].bind | 10.0.0.1 | captureMode NONE with it
          ingress: [{port: {number: 80}, captureMode: NONE}] | ingress[0].defaultEndpoint | nothing | another port than its own, with captureMode NONE
          ingress: [{port: {number: 80}, captureMode: NONE, defaultEndpoint: '127.0.0.1:80'}] | ingress[0].defaultEndpoint | port 80 | another port than its own, with captureMode NONE
          ingress: [{port: {number: 80, protocol: HTTP}, tls: {mode: SIMPLE, credentialName: a}}] | ingress[0].tls | TLS on a port without it | none, or protocol HTTPS or TLS
          ingress: [{port: {number: 80, protocol: TLS}, tls: {mode: PASSTHROUGH}}] | ingress[0].tls.mode | PASSTHROUGH | SIMPLE, MUTUAL or OPTIONAL_MUTUAL
          ingress: [{}]                                | ingress[0].port.number | nothing | a number from 1 to 65535
          ingress: [{port: {number: 80, protocol: SPDY}}] | ingress[0].port.protocol | SPDY | HTTP, HTTP2, GRPC, TLS, TCP or another
          ingress: [{port: {number: 80}, defaultEndpoint: 10.0.0.1:80}] | ingress[0].defaultEndpoint | 10.0.0.1:80 | 127.0.0.1, 0.0.0.0, [::1] or [::] with a port, or unix:///path
          ingress: [{port: {number: 80}, defaultEndpoint: 127.0.0.1:0}] | ingress[0].defaultEndpoint | 0 | a number from 1 to 65535
          ingress: [{port: {number: 80}, connectionPool: {tcp: {maxConnections: -1}}}] | ingress[0].connectionPool.tcp.maxConnections | -1 | a number from 0 to 2147483647
          outboundTrafficPolicy: {mode: SOME}          | outboundTrafficPolicy.mode | SOME | REGISTRY_ONLY or ALLOW_ANY
          """)
  void sidecarIsCheckedField(String spec, String field, String found, String expected) {
    sidecar("shop", "a", spec);
    assertThat(messages())
        .containsExactly(
            "Sidecar shop/a: spec." + field + ": found " + found + ", expected " + expected);
  }

  @Test
  void rootNamespaceHasNoSelector() {
    sidecar("istio-system", "a", "workloadSelector: {labels: {app: a}}");
    assertThat(messages())
        .containsExactly(
            "Sidecar istio-system/a: spec.workloadSelector: found a selector, expected nothing in"
                + " the mesh's root namespace");
  }

  @Test
  void selectorComesBeforeTheNamespacesAndThatBeforeTheMeshs() {
    sidecar("istio-system", "mesh", "egress: [{hosts: ['./*']}]");
    assertThat(applying("shop", "app", "a")).contains("mesh");
    sidecar("shop", "all", "egress: [{hosts: ['./*']}]");
    assertThat(applying("shop", "app", "a")).contains("all");
    sidecar("shop", "some", "workloadSelector: {labels: {app: a}}");
    assertThat(applying("shop", "app", "a")).contains("some");
    assertThat(applying("shop", "app", "b")).contains("all");
    assertThat(applying("other", "app", "a")).contains("mesh");
  }

  @Test
  void importsAreByNamespaceAndHostAndTildeTakesAway() {
    sidecar("shop", "a", "egress: [{hosts: ['*/*.svc.a', ./own.b, '~far/*', '~/x.svc.a']}]");
    SidecarRules.Egress egress =
        discovery.model().sidecarFor("shop", Map.of()).orElseThrow().egress().getFirst();
    assertThat(egress.imports("any", new Hostname("y.svc.a"))).isTrue();
    assertThat(egress.imports("any", new Hostname("x.svc.a"))).isFalse();
    assertThat(egress.imports("far", new Hostname("y.svc.a"))).isFalse();
    assertThat(egress.imports("shop", new Hostname("own.b"))).isTrue();
    assertThat(egress.imports("any", new Hostname("own.b"))).isFalse();
  }

  @Test
  void dotOfTheMeshsSidecarIsTheNamespaceOfTheProxy() {
    sidecar("istio-system", "mesh", "egress: [{hosts: ['./*', 'shared/*']}]");
    for (String namespace : List.of("shop", "istio-system")) {
      SidecarRules.Egress egress =
          discovery.model().sidecarFor(namespace, Map.of()).orElseThrow().egress().getFirst();
      assertThat(egress.imports(namespace, new Hostname("a"))).isTrue();
      assertThat(egress.imports("shared", new Hostname("a"))).isTrue();
      assertThat(egress.imports("other", new Hostname("a"))).isFalse();
    }
  }

  private Optional<String> applying(String namespace, String label, String value) {
    return discovery
        .model()
        .sidecarFor(namespace, Map.of(label, value))
        .map(SidecarRules::origin)
        .map(Origin::name);
  }

  private List<String> messages() {
    return discovery.errors().values().stream()
        .flatMap(List::stream)
        .map(ConfigError::message)
        .toList();
  }

  private void sidecar(String namespace, String name, String spec) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: %s, namespace: %s}
            spec: {%s}
            """
                .formatted(name, namespace, spec)));
  }
}
