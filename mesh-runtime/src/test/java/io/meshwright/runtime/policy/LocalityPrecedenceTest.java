package io.meshwright.runtime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.traffic.LoadBalancing;
import io.meshwright.runtime.testing.MeshYaml;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which setting of the mesh and of a DestinationRule says what the place of hosts matters. */
final class LocalityPrecedenceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                         | {}                                              | Failover
          zoneAwareLbSetting: {}                                     | {}                                              | ZoneAware
          {zoneAwareLbSetting: {}, localityLbSetting: {enabled: false}} | {}                                           | ZoneAware
          {zoneAwareLbSetting: {enabled: false}, localityLbSetting: {enabled: false}} | {}                             | Disabled
          zoneAwareLbSetting: {enabled: false}                       | {}                                              | Failover
          zoneAwareLbSetting: {}                                     | localityLbSetting: {failoverPriority: [version]} | FailoverPriority
          zoneAwareLbSetting: {}                                     | localityLbSetting: {enabled: false}             | Disabled
          zoneAwareLbSetting: {}                                     | zoneAwareLbSetting: {enabled: false}            | Disabled
          zoneAwareLbSetting: {enabled: false}                       | zoneAwareLbSetting: {enabled: true}             | ZoneAware
          localityLbSetting: {failoverPriority: [version]}           | zoneAwareLbSetting: {minClusterSize: 2}         | ZoneAware
          localityLbSetting: {failoverPriority: [version]}           | zoneAwareLbSetting: {enabled: false}            | Disabled
          """)
  void ruleComesBeforeMeshAndZonesBeforePlaces(String mesh, String rule, String expected) {
    Discovery discovery = new Discovery(MeshYaml.SETTINGS);
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: istio, namespace: istio-system}
            data: {mesh: "%s"}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: a, namespace: shop}
            spec: {host: a, trafficPolicy: {loadBalancer: {%s}}}
            """
                .formatted(mesh, rule.equals("{}") ? "" : rule)));
    assertThat(discovery.errors()).isEmpty();
    MeshModel model = discovery.model();
    LoadBalancing written =
        model.destinationPolicies().getFirst().policy().blocks().loadBalancing();

    assertThat(
            LoadBalancing.localityOf(written, model.settings().meshConfig().traffic().locality())
                .getClass()
                .getSimpleName())
        .isEqualTo(expected);
  }
}
