package io.meshwright.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.UpdateStrategy;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.config.ReleaseVersion;
import io.meshwright.operator.profile.EffectiveSpec;
import io.meshwright.xds.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A name that changes makes a new control plane in every cluster: these are promises. */
final class RevisionNameTest {

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private static final ReleaseVersion V_0_1_0 = ReleaseVersion.parse("0.1.0").orElseThrow();

  private final RevisionName names = new RevisionName(serialization);

  private MeshRevisionSpec effective(String yaml) throws ConfigException {
    return EffectiveSpec.of("MeshInstallation default", spec(yaml), V_0_1_0, serialization).spec();
  }

  /** From YAML; without the marker, a text in braces is taken for JSON. */
  private MeshInstallationSpec spec(String yaml) {
    return serialization.unmarshal("---\n" + yaml, MeshInstallationSpec.class);
  }

  private String name(String yaml) throws ConfigException {
    return names.of("default", spec(yaml).updateStrategy().type(), effective(yaml));
  }

  @Test
  void goldenNames() throws ConfigException {
    assertThat(name("{version: 0.1.0}")).isEqualTo("default-0-1-0-64440a9a");
    assertThat(name("{version: 0.1.0, meshConfig: {trustDomain: example.org}}"))
        .isEqualTo("default-0-1-0-28efe464");
  }

  @Test
  void canonicalFormLeavesOutDefaultsAndSortsTheRest() throws ConfigException {
    assertThat(
            names.canonical(
                effective(
                    "{version: 0.1.0, meshConfig: {trustDomain: a.b, enableAutoMtls: true,"
                        + " connectTimeout: 3s}}")))
        .isEqualTo(
            "{\"meshConfig\":{\"connectTimeout\":\"3s\",\"trustDomain\":\"a.b\"},"
                + "\"version\":\"0.1.0\"}");
  }

  @Test
  void aDefaultThatIsWrittenOutChangesNothing() throws ConfigException {
    assertThat(name("{meshConfig: {enableAutoMtls: true}, images: {pullPolicy: IfNotPresent}}"))
        .isEqualTo(name("{}"));
  }

  @Test
  void switchingADefaultOffIsAChange() throws ConfigException {
    assertThat(name("{meshConfig: {enableAutoMtls: false}}")).isNotEqualTo(name("{}"));
  }

  @Test
  void sizeAndPlacementChangeNothing() throws ConfigException {
    assertThat(
            name(
                "{controlPlane: {replicas: 3, nodeSelector: {a: b}, resources: {limits: {cpu:"
                    + " '1'}}}, paused: true}"))
        .isEqualTo(name("{}"));
  }

  @Test
  void inPlaceHasTheInstallationsName() throws ConfigException {
    assertThat(name("{updateStrategy: {type: InPlace}}")).isEqualTo("default");
  }

  @Test
  void theLongestInstallationNameFits() {
    String revision =
        names.of(
            "a".repeat(32),
            UpdateStrategy.Type.RevisionBased,
            MeshRevisionSpec.defaults("100.100.100", "istio-system"));

    assertThat(new RevisionNames(revision).runtime().length()).isLessThanOrEqualTo(63);
  }

  /** Profiles are part of the names: one that changes makes new control planes everywhere. */
  @ParameterizedTest
  @CsvSource({
    "default, default-0-1-0-64440a9a",
    "openshift, default-0-1-0-64440a9a",
    "minimal, default-0-1-0-c96a5878",
    "demo, default-0-1-0-138016a7"
  })
  void goldenNamesOfProfiles(String profile, String expected) throws ConfigException {
    assertThat(name("{version: 0.1.0, profile: " + profile + "}")).isEqualTo(expected);
  }
}
