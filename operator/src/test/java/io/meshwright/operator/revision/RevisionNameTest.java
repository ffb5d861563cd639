package io.meshwright.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.naming.RevisionNames;
import org.junit.jupiter.api.Test;

/** A name that changes makes a new control plane in every cluster: these are promises. */
final class RevisionNameTest {

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final RevisionName names = new RevisionName(serialization);

  /** From YAML; without the marker, a text in braces is taken for JSON. */
  private MeshInstallationSpec spec(String yaml) {
    return serialization.unmarshal("---\n" + yaml, MeshInstallationSpec.class);
  }

  private String name(String spec) {
    return names.of("default", spec(spec));
  }

  @Test
  void goldenNames() {
    assertThat(name("{version: 0.1.0}")).isEqualTo("default-0-1-0-64440a9a");
    assertThat(name("{version: 0.1.0, meshConfig: {trustDomain: example.org}}"))
        .isEqualTo("default-0-1-0-28efe464");
  }

  @Test
  void canonicalFormLeavesOutDefaultsAndSortsTheRest() {
    assertThat(
            names.canonical(
                spec(
                    "{version: 0.1.0, meshConfig: {trustDomain: a.b, enableAutoMtls: true,"
                        + " connectTimeout: 3s}}")))
        .isEqualTo(
            "{\"meshConfig\":{\"connectTimeout\":\"3s\",\"trustDomain\":\"a.b\"},"
                + "\"version\":\"0.1.0\"}");
  }

  @Test
  void aDefaultThatIsWrittenOutChangesNothing() {
    assertThat(name("{meshConfig: {enableAutoMtls: true}, images: {pullPolicy: IfNotPresent}}"))
        .isEqualTo(name("{}"));
  }

  @Test
  void switchingADefaultOffIsAChange() {
    assertThat(name("{meshConfig: {enableAutoMtls: false}}")).isNotEqualTo(name("{}"));
  }

  @Test
  void sizeAndPlacementChangeNothing() {
    assertThat(
            name(
                "{controlPlane: {replicas: 3, nodeSelector: {a: b}, resources: {limits: {cpu:"
                    + " '1'}}}, paused: true}"))
        .isEqualTo(name("{}"));
  }

  @Test
  void inPlaceHasTheInstallationsName() {
    assertThat(name("{updateStrategy: {type: InPlace}}")).isEqualTo("default");
  }

  @Test
  void theLongestInstallationNameFits() {
    String revision = names.of("a".repeat(32), spec("{version: 100.100.100}"));

    assertThat(new RevisionNames(revision).runtime().length()).isLessThanOrEqualTo(63);
  }
}
