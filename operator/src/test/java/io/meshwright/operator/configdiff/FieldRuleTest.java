package io.meshwright.operator.configdiff;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.mesh.v1alpha1.ConfigDiffStatus.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which fields change nothing. */
final class FieldRuleTest {

  private static final Path PAGE = Path.of("../docs/config-diff.md");

  private static boolean harmless(Kind kind, String path) {
    return FieldRule.of(kind, List.of(path.split("\\.", -1))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "Listener, filterChains.filters.typedConfig.statPrefix",
    "Cluster, altStatName",
    "Cluster, circuitBreakers.thresholds.trackRemaining",
    "Cluster, metadata.filterMetadata.istio.services.host",
    "Endpoint, endpoints.lbEndpoints.metadata.filterMetadata.istio.workload",
    "Route, virtualHosts.routes.name",
    "Listener, filterChains.filters.typedConfig.routeConfig.virtualHosts.routes.name",
    "Route, virtualHosts.routes.decorator.operation",
    "Secret, tlsCertificate.certificateChain.inlineBytes"
  })
  void namesForPeopleAreHarmless(Kind kind, String path) {
    assertThat(harmless(kind, path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Listener, filterChains.filters.name",
    "Cluster, connectTimeout",
    "Cluster, transportSocketMatches.match.tlsMode",
    "Endpoint, endpoints.lbEndpoints.metadata.filterMetadata.envoy.transport_socket_match.tlsMode",
    "Endpoint, endpoints.lbEndpoints.endpoint.address.socketAddress.address",
    "Listener, routes.name",
    "Route, virtualHosts.routes.route.timeout",
    "Secret, validationContext.trustedCa.inlineBytes",
    "Cluster, someFieldOfTomorrow"
  })
  void everythingElseIsBehavioural(Kind kind, String path) {
    assertThat(harmless(kind, path)).isFalse();
  }

  @Test
  void theDocumentationHasTheTable() throws IOException {
    String page = Files.readString(PAGE);
    for (FieldRule rule : FieldRule.HARMLESS) {
      assertThat(page)
          .contains("| `" + rule.words() + "` | " + rule.where() + " | " + rule.why() + " |");
    }
  }
}
