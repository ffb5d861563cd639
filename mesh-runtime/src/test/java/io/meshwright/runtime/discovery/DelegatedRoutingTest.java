package io.meshwright.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.traffic.HttpRule;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that one VirtualService takes from another (istio-features VS25). */
final class DelegatedRoutingTest {

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);

  @ParameterizedTest(name = "{0} has room for {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {uri: {prefix: /a}}                     | {uri: {prefix: /ab}}
          {uri: {prefix: /a}}                     | {uri: {exact: /a}}
          {uri: {exact: /a}}                      | {uri: {exact: /a}}
          {uri: {prefix: /a}}                     | {method: {exact: GET}}
          {method: {exact: GET}}                  | {uri: {regex: .*}}
          {headers: {a: {exact: x}}}              | {headers: {b: {exact: y}}}
          {port: 80}                              | {uri: {exact: /a}}
          {sourceLabels: {app: a}}                | {sourceLabels: {version: v1}}
          {sourceNamespace: a}                    | {uri: {exact: /a}}
          """)
  void matchesWithinThePlaceAreTaken(String place, String own) {
    assertThat(namesOf(root(place), delegate("*", own))).containsExactly("place-own", "rest");
    assertThat(discovery.errors()).isEmpty();
  }

  @ParameterizedTest(name = "{0} has no room for {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {uri: {prefix: /ab}}                    | {uri: {prefix: /a}}
          {uri: {exact: /a}}                      | {uri: {prefix: /a}}
          {uri: {exact: /a}}                      | {uri: {exact: /b}}
          {uri: {regex: /a}}                      | {uri: {regex: /a}}
          {uri: {prefix: /a}}                     | {uri: {regex: /a.*}}
          {uri: {prefix: /a}, ignoreUriCase: true} | {uri: {prefix: /a}}
          {headers: {a: {exact: x}}}              | {headers: {a: {exact: y}}}
          {withoutHeaders: {a: {exact: x}}}       | {withoutHeaders: {a: {exact: y}}}
          {queryParams: {a: {exact: x}}}          | {queryParams: {a: {exact: y}}}
          {port: 80}                              | {port: 81}
          {sourceLabels: {app: a}}                | {sourceLabels: {app: b}}
          {sourceNamespace: a}                    | {sourceNamespace: b}
          """)
  void matchesBeyondThePlaceAreLeftOutAndReported(String place, String own) {
    assertThat(namesOf(root(place), delegate("*", own))).containsExactly("rest");
    assertThat(messages())
        .containsExactly(
            "VirtualService shop/root: spec.http[0].delegate: found spec.http[0] of cart/cart,"
                + " which matches more, expected matches within those of spec.http[0]");
  }

  @Test
  void eachPlaceHasItsOwnMatch() {
    String places = "{uri: {prefix: /a}}, {uri: {prefix: /b}}";
    assertThat(rulesOf(root(places), delegate("*", "{method: {exact: GET}}")).getFirst().matches())
        .hasSize(2)
        .allMatch(match -> match.uri() != null && match.method() != null);
  }

  @Test
  void whatIsNotThereIsReportedUntilItIs() {
    assertThat(namesOf(root("{}"))).containsExactly("rest");
    assertThat(messages())
        .containsExactly(
            "VirtualService shop/root: spec.http[0].delegate: found cart/cart,"
                + " expected a VirtualService without hosts that the namespace sees");
    assertThat(namesOf(delegate("shop", "{}"))).containsExactly("place-own", "rest");
    assertThat(discovery.errors()).isEmpty();
  }

  @Test
  void whatIsNotExportedIsNotThere() {
    assertThat(namesOf(root("{}"), delegate(".", "{}"))).containsExactly("rest");
    assertThat(discovery.errors()).hasSize(1);
  }

  @Test
  void delegatesHaveNoHostsOfTheirOwn() {
    discovery.apply(MeshYaml.upserted(delegate("*", "{}")));
    assertThat(discovery.model().routingFor("shop").rules()).isEmpty();
  }

  private static String root(String matches) {
    return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: root, namespace: shop}
        spec:
          hosts: [shop]
          http:
          - {name: place, match: [%s], delegate: {name: cart, namespace: cart}}
          - {name: rest, route: [{destination: {host: shop}}]}
        """
        .formatted(matches);
  }

  private static String delegate(String exportTo, String match) {
    return """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: cart, namespace: cart}
        spec:
          exportTo: ['%s']
          http:
          - {name: own, match: [%s], route: [{destination: {host: cart}}]}
        """
        .formatted(exportTo, match);
  }

  private List<String> namesOf(String... documents) {
    return rulesOf(documents).stream().map(HttpRule::name).toList();
  }

  private List<HttpRule> rulesOf(String... documents) {
    discovery.apply(MeshYaml.upserted(String.join("---\n", documents)));
    MeshModel model = discovery.model();
    return model
        .routingFor("shop")
        .rulesOf(new Hostname("shop.shop.svc.cluster.local"))
        .orElseThrow()
        .http();
  }

  private List<String> messages() {
    return discovery.errors().values().stream()
        .flatMap(List::stream)
        .map(ConfigError::message)
        .toList();
  }
}
