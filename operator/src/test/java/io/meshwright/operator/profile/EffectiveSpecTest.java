package io.meshwright.operator.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.operator.config.ReleaseVersion;
import io.meshwright.xds.ConfigException;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EffectiveSpecTest {

  private static final ReleaseVersion VERSION = ReleaseVersion.parse("0.1.0").orElseThrow();

  private final KubernetesSerialization serialization = new KubernetesSerialization();

  private EffectiveSpec effective(String yaml) throws ConfigException {
    MeshInstallationSpec spec = serialization.unmarshal("---\n" + yaml, MeshInstallationSpec.class);
    return EffectiveSpec.of("MeshInstallation default", spec, VERSION, serialization);
  }

  @Test
  @DisplayName("LC-A1: an empty spec has all defaults filled in")
  void anEmptySpecHasAllDefaults() throws ConfigException {
    MeshRevisionSpec spec = effective("{}").spec();
    MeshRevisionSpec defaults = MeshRevisionSpec.defaults("0.1.0", "istio-system");

    assertThat(spec.meshConfig()).isEqualTo(defaults.meshConfig());
    assertThat(spec.injection()).isEqualTo(defaults.injection());
    assertThat(spec.images()).isEqualTo(defaults.images());
    assertThat(spec.controlPlane().replicas()).isEqualTo(1);
    assertThat(spec.controlPlane().resources().requests()).containsEntry("memory", "256Mi");
  }

  @Test
  void aProfileLiesOverTheDefaultOneAndUnderTheSpec() throws ConfigException {
    EffectiveSpec effective =
        effective(
            "{profile: minimal, injection: {resources: {requests: {cpu: 1m}}},"
                + " controlPlane: {resources: {limits: {memory: 3Gi}}}}");

    assertThat(effective.spec().injection().resources().requests())
        .containsEntry("cpu", "1m")
        .containsEntry("memory", "64Mi");
    assertThat(effective.spec().controlPlane().resources().requests()).containsEntry("cpu", "20m");
    assertThat(effective.spec().controlPlane().resources().limits()).containsEntry("memory", "3Gi");
    assertThat(effective.profile().name()).isEqualTo("minimal");
    assertThat(effective.profile().fields())
        .containsExactly(
            "controlPlane.resources.requests.cpu",
            "controlPlane.resources.requests.memory",
            "injection.resources.requests.memory");
  }

  /** With schema defaults, the API server would have written false where the user said nothing. */
  @Test
  void aUserWhoSaysTheDefaultWinsOverTheProfile() throws ConfigException {
    assertThat(effective("{profile: demo}").spec().injection().enableNamespacesByDefault())
        .isTrue();
    assertThat(
            effective("{profile: demo, injection: {enableNamespacesByDefault: false}}")
                .spec()
                .injection()
                .enableNamespacesByDefault())
        .isFalse();
  }

  @Test
  void autoscalingOfTheUserDisplacesReplicasOfTheProfile() throws ConfigException {
    EffectiveSpec effective =
        effective("{profile: openshift, controlPlane: {autoscaling: {maxReplicas: 3}}}");

    assertThat(effective.spec().controlPlane().replicas()).isNull();
    assertThat(effective.spec().controlPlane().autoscaling())
        .satisfies(scale -> assertThat(scale.maxReplicas()).isEqualTo(3));
    assertThat(effective.profile().fields()).doesNotContain("controlPlane.replicas");
    assertThat(effective("{profile: openshift}").spec().controlPlane().replicas()).isEqualTo(2);
  }

  @Test
  void valuesOfDifferentLayersThatContradictEachOtherAreNamed() {
    assertThatThrownBy(() -> effective("{controlPlane: {autoscaling: {minReplicas: 9}}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "MeshInstallation default: spec.controlPlane.autoscaling.minReplicas: found 9, expected"
                + " at most maxReplicas, which is 5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "none", "../demo", "..", "demo.yaml", "/etc/passwd", "Demo"})
  @DisplayName("LC-A6: a missing or empty profile, or a path, is refused by name")
  void aProfileThatDoesNotExistIsRefused(String profile) {
    assertThatThrownBy(() -> effective("{profile: " + profile + "}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("spec.profile: found ")
        .hasMessageEndingWith("expected one of default, demo, minimal, openshift");
  }

  /** A typo in a profile would otherwise be ignored, as fields of a newer API are. */
  @Test
  void everyFieldOfEveryProfileIsKnown() throws ConfigException {
    ProfileSet profiles = ProfileSet.of(VERSION);
    for (String name : profiles.names()) {
      TreeSet<String> set = new TreeSet<>();
      Layers.leaves("", profiles.profile(name).orElseThrow(), set);
      JsonNode merged =
          serialization.convertValue(effective("{profile: " + name + "}").spec(), JsonNode.class);
      TreeSet<String> effective = new TreeSet<>();
      Layers.leaves("", merged, effective);
      assertThat(effective).as(name).containsAll(set);
    }
  }
}
