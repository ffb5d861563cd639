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

  private String name(String spec) {
    return names.of("default", serialization.unmarshal(spec, MeshInstallationSpec.class));
  }

  @Test
  void goldenNames() {
    assertThat(name("{version: 0.1.0}")).isEqualTo("default-0-1-0-9937ba46");
    assertThat(name("{version: 0.1.0, meshConfig: {trustDomain: example.org}}"))
        .isEqualTo("default-0-1-0-33f6dd1c");
  }

  @Test
  void canonicalFormLeavesOutDefaultsAndSortsTheRest() {
    assertThat(
            names.canonical(
                serialization.unmarshal(
                    "{version: 0.1.0, meshConfig: {trustDomain: a.b, enableAutoMtls: true,"
                        + " accessLogFile: /dev/stdout}}",
                    MeshInstallationSpec.class)))
        .isEqualTo(
            "{\"meshConfig\":{\"accessLogFile\":\"/dev/stdout\",\"trustDomain\":\"a.b\"},"
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
    String revision =
        names.of(
            "a".repeat(32),
            serialization.unmarshal("{version: 100.100.100}", MeshInstallationSpec.class));

    assertThat(new RevisionNames(revision).runtime().length()).isLessThanOrEqualTo(63);
  }
}
