package io.meshwright.operator.configdiff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where two forms of a resource differ, and where they only look so. */
final class TreeComparisonTest {

  private static final YAMLMapper YAML = new YAMLMapper();

  private static JsonNode tree(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> changes(String before, String after) {
    return TreeComparison.of(tree(before), tree(after)).stream()
        .map(change -> change.at() + ": " + change.before() + " -> " + change.after())
        .toList();
  }

  @Test
  void theDeepestFieldThatDiffersIsNamed() {
    assertThat(
            changes(
                "{name: a, circuitBreakers: {thresholds: [{maxRetries: 3, maxRequests: 5}]}}",
                "{name: a, circuitBreakers: {thresholds: [{maxRetries: 4, maxRequests: 5}]}}"))
        .containsExactly("circuitBreakers.thresholds[0].maxRetries: 3 -> 4");
  }

  @Test
  void aFieldThatComesOrGoesIsOneDifference() {
    assertThat(changes("{a: 1}", "{a: 1, outlierDetection: {interval: 5s, baseEjectionTime: 9s}}"))
        .containsExactly(
            "outlierDetection: null -> {\"interval\":\"5s\",\"baseEjectionTime\":\"9s\"}");
    assertThat(changes("{a: 1, timeout: 5s}", "{a: 1}")).containsExactly("timeout: 5s -> null");
  }

  @Test
  void elementsAreFoundByTheirNames() {
    assertThat(
            changes(
                "{virtualHosts: [{name: a, domains: [x]}, {name: b, domains: [y]}]}",
                "{virtualHosts: [{name: b, domains: [z]}, {name: a, domains: [x]}]}"))
        .containsExactly("virtualHosts[b].domains[0]: y -> z");
  }

  @Test
  void anotherOrderOfWhatIsLookedUpIsNoDifference() {
    assertThat(
            changes(
                "{virtualHosts: [{name: a, domains: [x, y]}]}",
                "{virtualHosts: [{name: a, domains: [y, x]}]}"))
        .isEmpty();
    assertThat(
            changes(
                "{endpoints: [{locality: {zone: a}, lbEndpoints: [%s, %s]}]}"
                    .formatted(host("10.0.0.1"), host("10.0.0.2")),
                "{endpoints: [{locality: {zone: a}, lbEndpoints: [%s, %s]}]}"
                    .formatted(host("10.0.0.2"), host("10.0.0.1"))))
        .isEmpty();
  }

  private static String host(String address) {
    return "{endpoint: {address: {socketAddress: {address: %s, portValue: 80}}}}"
        .formatted(address);
  }

  @Test
  void anotherOrderOfFiltersIsADifference() {
    assertThat(
            changes(
                "{httpFilters: [{name: jwt}, {name: rbac}]}",
                "{httpFilters: [{name: rbac}, {name: jwt}]}"))
        .containsExactly("httpFilters: jwt, rbac -> rbac, jwt");
  }

  @Test
  void oneRouteMoreInTheMiddleIsOneDifference() {
    assertThat(changes("{routes: [{m: 1}, {m: 2}]}", "{routes: [{m: 1}, {m: 3}, {m: 2}]}"))
        .containsExactly("routes[1]: null -> {\"m\":3}");
  }

  @Test
  void aHostMoreIsNamedByItsAddress() {
    assertThat(
            changes(
                "{endpoints: [{lbEndpoints: [%s]}]}".formatted(host("10.0.0.1")),
                "{endpoints: [{lbEndpoints: [%s, %s]}]}"
                    .formatted(host("10.0.0.1"), host("10.0.0.2"))))
        .singleElement()
        .asString()
        .startsWith("endpoints[///].lbEndpoints[10.0.0.2/80]: null -> {");
  }

  @Test
  void longValuesAreCutAndStillDiffer() {
    String same = "x".repeat(300);
    assertThat(TreeComparison.of(tree("a: " + same + "1"), tree("a: " + same + "2")))
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.before()).hasSizeLessThan(300).contains("301 characters, sha256 ");
              assertThat(change.before()).isNotEqualTo(change.after());
            });
  }

  @Test
  void theNameOfARevisionsControlPlaneIsNoDifference() {
    JsonNode before =
        tree("{cluster: istiod-a-1.istio-system.svc, other: istiod-a-12, x: [1, a-1]}");

    assertThat(Normaliser.of("a-1").normal(before))
        .isEqualTo(tree("{cluster: istiod.istio-system.svc, other: istiod-a-12, x: [1, a-1]}"));
  }
}
