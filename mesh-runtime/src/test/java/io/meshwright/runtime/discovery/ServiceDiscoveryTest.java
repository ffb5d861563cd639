package io.meshwright.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.model.Protocol;
import io.meshwright.runtime.model.Service;
import io.meshwright.runtime.model.Service.Addressing;
import io.meshwright.runtime.model.ServicePort;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of Kubernetes Services. */
final class ServiceDiscoveryTest {

  private static final Hostname CART = new Hostname("cart.shop.svc.cluster.local");

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);

  @Test
  void addressesOfBothFamiliesAreTheServices() {
    service("clusterIP: 10.96.0.1, clusterIPs: [10.96.0.1, 'fd00::1'], ports: [{port: 80}]");
    assertThat(only().addressing()).isEqualTo(Addressing.VIRTUAL);
    assertThat(only().addresses())
        .extracting(IpAddress::text)
        .containsExactly("10.96.0.1", "fd00::1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          clusterIP: None, clusterIPs: [None]
          clusterIP: None
          clusterIP: null
          """)
  void serviceWithoutAddressIsHeadless(String address) {
    service(address + ", ports: [{name: http, port: 80}]");
    assertThat(only().addressing()).isEqualTo(Addressing.HEADLESS);
    assertThat(only().addresses()).isEmpty();
  }

  @Test
  void listsThatAreNullAreEmpty() {
    service("clusterIP: None, clusterIPs: null, ports: null, selector: null");
    assertThat(only().ports()).isEmpty();
    assertThat(discovery.errors()).isEmpty();
  }

  @Test
  void targetPortIsANumberOrANameOrThePortItself() {
    service(
        "clusterIP: 10.96.0.1, ports: [{name: a, port: 1, targetPort: web}, {name: b, port: 2,"
            + " targetPort: 9}, {name: c, port: 3}]");
    assertThat(only().ports()).extracting(ServicePort::targetPort).containsExactly("web", "9", "3");
  }

  @ParameterizedTest
  @CsvSource({
    "name: http-web, HTTP",
    "name: HTTP2-web, HTTP2",
    "name: grpc-web-x, GRPC_WEB",
    "name: tcp, TCP",
    "name: https-x, HTTPS",
    "name: web, SNIFFED",
    "name: httpweb, SNIFFED",
    "'name: tcp, appProtocol: http', HTTP",
    "'name: http, appProtocol: kubernetes.io/h2c', HTTP2",
    "'name: http, appProtocol: example.com/own', SNIFFED",
    "'name: http, protocol: UDP', UDP",
  })
  void protocolIsThatOfAppProtocolThenOfTheName(String fields, Protocol expected) {
    service("clusterIP: 10.96.0.1, ports: [{port: 80, " + fields + "}]");
    assertThat(only().ports()).extracting(ServicePort::protocol).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({"25", "53", "3306", "27017"})
  void portOfAServerThatSpeaksFirstIsNotSniffed(int port) {
    service("clusterIP: 10.96.0.1, ports: [{port: " + port + ", name: x}]");
    assertThat(only().ports()).extracting(ServicePort::protocol).containsExactly(Protocol.TCP);
  }

  @Test
  void externalNameIsAnAliasUntilItIsAServiceAgain() {
    service("type: ExternalName, externalName: API.example.com");
    assertThat(discovery.model().services()).isEmpty();
    assertThat(discovery.model().aliases()).containsEntry(CART, new Hostname("api.example.com"));

    service("clusterIP: 10.96.0.1, ports: [{port: 80}]");
    assertThat(discovery.model().aliases()).isEmpty();
    assertThat(only().host()).isEqualTo(CART);

    service("type: ExternalName, externalName: api.example.com");
    assertThat(discovery.model().services()).isEmpty();
    discovery.apply(MeshYaml.deleted(ResourceKind.SERVICE, "shop", "cart"));
    assertThat(discovery.model().aliases()).isEmpty();
  }

  @Test
  void annotationSaysWhoSeesTheService() {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: cart
              namespace: shop
              annotations: {networking.istio.io/exportTo: "., bank"}
            spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
            """));
    assertThat(List.of("shop", "bank", "other"))
        .map(only().exportTo()::includes)
        .containsExactly(true, true, false);
  }

  @Test
  void badPortIsNamedAndTheLastGoodServiceStays() {
    service("clusterIP: 10.96.0.1, ports: [{name: http, port: 80}]");
    service("clusterIP: 10.96.0.1, ports: [{port: 81}, {port: 99999}, {port: null}]");
    assertThat(messages())
        .containsExactly(
            "Service shop/cart: spec.ports[1].port: found 99999, expected a number from 1 to 65535",
            "Service shop/cart: spec.ports[2].port: found nothing, expected a number from 1 to"
                + " 65535");
    assertThat(only().ports()).extracting(ServicePort::number).containsExactly(80);
  }

  @Test
  void resourceOfAnUnforeseenShapeIsNamedAndTheOthersAreTaken() {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: odd, namespace: shop}
            spec: {clusterIP: 10.96.0.2, ports: [null]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
            """));
    assertThat(only().host()).isEqualTo(CART);
    assertThat(messages())
        .singleElement()
        .asString()
        .startsWith("Service shop/odd: ")
        .endsWith("expected a resource that can be read");
    discovery.apply(MeshYaml.deleted(ResourceKind.SERVICE, "shop", "odd"));
    assertThat(messages()).isEmpty();
  }

  private void service(String spec) {
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop}
            spec: {%s}
            """
                .formatted(spec)));
  }

  private Service only() {
    assertThat(discovery.model().services()).as("%s", discovery.errors()).hasSize(1);
    return discovery.model().services().iterator().next();
  }

  private List<String> messages() {
    return discovery.errors().values().stream()
        .flatMap(List::stream)
        .map(ConfigError::message)
        .toList();
  }
}
