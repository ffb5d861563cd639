package io.meshwright.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.operator.MeshUnderTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user is told of waves and windows at once. */
final class DataPlaneRulesTest {

  private final RulesUnderTest bed = new RulesUnderTest();
  private final MeshUnderTest mesh = bed.mesh;
  private final AdmissionRules rules = bed.rules;

  private MeshInstallation installation(String dataPlane, Map<String, String> annotations) {
    return bed.installation("default", "{dataPlane: " + dataPlane + "}", annotations);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {waves: [{name: a}]}                          | waves[0]: found none of them, expected a namespaceSelector, a workloadSelector or a percentage
          {waves: [{name: rest, percentage: 5}]}        | waves[0].name: found rest, expected a name that no other wave has
          {waves: [{name: a, percentage: 101}]}         | waves[0].percentage: found 101, expected a number from 1 to 100
          {waves: [{name: a, percentage: 5, pause: 0s}]} | waves[0].pause: found 0s, expected a duration above zero: 90s, 10m or 1h30m
          {maxUnavailable: 0}                           | maxUnavailable: found 0, expected a number of at least 1, or a percentage from 1% to 100%
          {maxUnavailable: 200%}                        | maxUnavailable: found 200%, expected a number of at least 1, or a percentage from 1% to 100%
          {progressDeadline: soon}                      | progressDeadline: found soon, expected a duration above zero: 90s, 10m or 1h30m
          {windows: [{schedule: 0 2 * * 6, duration: 1h, timeZone: Berlin}]} | windows[0].timeZone: found Berlin, expected the name of a time zone: Europe/Berlin
          {windows: [{schedule: 0 2 30 2 *, duration: 1h}]} | windows[0].schedule: found 0 2 30 2 *, expected a day that there is
          """)
  void whatTheSchemaCannotCheckIsRefused(String dataPlane, String problem) {
    assertThat(rules.installation(null, installation(dataPlane, Map.of())).message())
        .isEqualTo("MeshInstallation default: spec.dataPlane." + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {warmUp: soon}                         | .warmUp: found soon, expected a duration above zero: 90s, 10m or 1h30m
          {interval: 6m}                         | .interval: found 6m, expected at most the window, 5m
          {minSamples: 10}                       | .minSamples: found 10, expected a number of at least 1000
          {metrics: [{}]}                        | .metrics[0]: found none of them, expected exactly one of successRate and latency
          {metrics: [{successRate: {}, latency: {}}]} | .metrics[0]: found both, expected exactly one of successRate and latency
          {metrics: [{successRate: {}}, {successRate: {maxDecrease: '2'}}]} | .metrics[1]: found success rate, expected a metric that is not there yet
          {metrics: [{successRate: {maxDecrease: a bit}}]} | .metrics[0].successRate.maxDecrease: found a bit, expected a decimal number such as 0.5
          {metrics: [{latency: {maxRatio: '0.5'}}]} | .metrics[0].latency.maxRatio: found 0.5, expected a number of at least 1
          {source: {}}                           | .source: found none of them, expected exactly one of mesh and prometheus
          {source: {prometheus: {url: 'http://'}}} | .source.prometheus.url: found http://, expected http or https, a host and a path: http://prometheus.monitoring:9090
          """)
  void anAnalysisThatCannotBeMadeIsRefused(String analysis, String problem) {
    assertThat(
            rules
                .installation(
                    null, installation("{mode: Automatic}, analysis: " + analysis, Map.of()))
                .message())
        .isEqualTo("MeshInstallation default: spec.analysis" + problem);
  }

  @Test
  void anAnalysisOfNothingIsWarnedOf() {
    assertThat(rules.installation(null, installation("{}, analysis: {}", Map.of())).warnings())
        .contains(
            "MeshInstallation default: spec.analysis: judges nothing while spec.dataPlane.mode is"
                + " Manual");
  }

  @Test
  void sidecarsThatCannotStayInPlaceAreWarnedOf() {
    String inPlace = "{mode: Automatic, sidecarUpgrade: InPlace}";
    assertThat(rules.installation(null, installation(inPlace, Map.of())).warnings())
        .contains(
            "MeshInstallation default: spec.dataPlane.sidecarUpgrade: InPlace rolls workloads out while"
                + " spec.updateStrategy.type is RevisionBased: no pod can change its control plane");
    assertThat(
            rules
                .installation(
                    null, installation(inPlace + ", updateStrategy: {type: InPlace}", Map.of()))
                .warnings())
        .noneMatch(warning -> warning.contains("sidecarUpgrade"));
  }

  @Test
  void onlyRevisionsOfTheInstallationCanBeGoneBackTo() {
    mesh.installation("default", "{}");
    mesh.rollOut();
    MeshInstallation before = mesh.installation("default");
    MeshInstallation after = mesh.installation("default");
    after.setSpec(
        mesh.cluster.serialization.unmarshal(
            "---\n{rollbackTo: gone}", MeshInstallationSpec.class));
    assertThat(rules.installation(before, after).message())
        .isEqualTo(
            "MeshInstallation default: spec.rollbackTo: found gone, expected one of "
                + mesh.active());
    after.setSpec(
        mesh.cluster.serialization.unmarshal(
            "---\n{rollbackTo: " + mesh.active() + "}", MeshInstallationSpec.class));
    assertThat(rules.installation(before, after).accepts()).isTrue();
  }

  @Test
  void aScheduleThatIsNoneIsRefusedInTheParsersWords() {
    assertThat(
            rules
                .installation(
                    null,
                    installation("{windows: [{schedule: 61 2 * * *, duration: 1h}]}", Map.of()))
                .message())
        .contains("spec.dataPlane.windows[0].schedule: found 61 2 * * *, expected minute, hour")
        .contains("61 not in range");
  }

  @Test
  void onlyWordsThatCanBeObeyedAreTaken() {
    MeshInstallation before = installation("{}", Map.of());
    assertThat(
            rules
                .installation(
                    before, installation("{}", Map.of("meshwright.io/data-plane", "stop")))
                .message())
        .isEqualTo(
            "MeshInstallation default: metadata.annotations[meshwright.io/data-plane]: found stop,"
                + " expected resume, skip or abort");
    assertThat(
            rules
                .installation(
                    before, installation("{}", Map.of("meshwright.io/data-plane", "skip")))
                .accepts())
        .isTrue();
  }
}
