package io.meshwright.operator.installation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.condition.ConditionReason;
import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.condition.Conditions;
import io.meshwright.crd.mesh.v1alpha1.AppliedProfile;
import io.meshwright.crd.mesh.v1alpha1.Channel;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionStatus;
import io.meshwright.crd.mesh.v1alpha1.ResolvedVersion;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.configdiff.DiffStep;
import io.meshwright.xds.ConfigError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetentionTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static MeshRevision revision(
      String name, @Nullable ConditionStatus inUse, long secondsAgo) {
    MeshRevision revision = new MeshRevision();
    revision.setMetadata(new ObjectMetaBuilder().withName(name).withGeneration(1L).build());
    revision.setSpec(MeshRevisionSpec.defaults("0.1.0", "istio-system"));
    if (inUse != null) {
      revision.setStatus(
          new MeshRevisionStatus(
              1L,
              null,
              new Conditions(List.of(), 1, NOW.minusSeconds(secondsAgo))
                  .set(ConditionType.IN_USE, inUse, ConditionReason.NOT_REFERENCED, "")
                  .list()));
    }
    return revision;
  }

  private static Retention retention(Intent intent, String strategy, MeshRevision... revisions) {
    MeshInstallation installation = new MeshInstallation();
    installation.setMetadata(new ObjectMetaBuilder().withName("default").build());
    installation.setSpec(
        new KubernetesSerialization()
            .unmarshal("---\n{updateStrategy: " + strategy + "}", MeshInstallationSpec.class));
    installation.setStatus(
        new MeshInstallationStatus(
            1L, null, null, null, "desired", "active", null, null, List.of(), null, null, null,
            null, List.of(), null, List.of()));
    return Retention.of(
        new ObservedInstallation(
            installation,
            intent,
            intent,
            List.of(revisions),
            Map.of(),
            new MeshPlace(null, false, null),
            null,
            null,
            List.of(),
            DiffStep.rest(null)),
        NOW);
  }

  private static Intent desired() {
    return new Intent.Make(
        new Asked(
            "desired",
            "0",
            MeshRevisionSpec.defaults("0.2.0", "istio-system"),
            new ResolvedVersion("", Channel.stable, "0.2.0"),
            new AppliedProfile("default", List.of())));
  }

  private static List<String> kept(Retention retention) {
    return retention.kept().stream().map(kept -> kept.getMetadata().getName()).toList();
  }

  @Test
  @DisplayName("LC-F5: only a revision that was unused for the whole grace period goes")
  void onlyWhatIsUnusedAndExpiredGoes() {
    Retention retention =
        retention(
            desired(),
            "{inactiveRevisionDeletionGracePeriodSeconds: 60}",
            revision("active", ConditionStatus.FALSE, 3600),
            revision("desired", ConditionStatus.FALSE, 3600),
            revision("expired", ConditionStatus.FALSE, 60),
            revision("in-grace", ConditionStatus.FALSE, 20),
            revision("later", ConditionStatus.FALSE, 5),
            revision("unknown", ConditionStatus.UNKNOWN, 3600),
            revision("used", ConditionStatus.TRUE, 3600),
            revision("without-condition", null, 0));

    assertThat(kept(retention))
        .containsExactly(
            "active", "desired", "in-grace", "later", "unknown", "used", "without-condition");
    assertThat(retention.wakeUp()).contains(Duration.ofSeconds(40));
  }

  @ParameterizedTest
  @CsvSource({
    "{}, 30",
    "{grace: null}, 30",
    "{grace: -5}, 0",
    "{grace: 0}, 0",
    "{grace: 86400}, 86400"
  })
  @DisplayName(
      "LC-F6: a grace period that is absent, negative, zero or large is 30, 0, 0, as given")
  void graceIsReadAsGiven(String strategy, long seconds) {
    String yaml = strategy.replace("grace", "inactiveRevisionDeletionGracePeriodSeconds");

    assertThat(kept(retention(desired(), yaml, revision("old", ConditionStatus.FALSE, seconds))))
        .isEmpty();
    if (seconds > 0) {
      Retention before =
          retention(desired(), yaml, revision("old", ConditionStatus.FALSE, seconds - 1));
      assertThat(kept(before)).containsExactly("old");
      assertThat(before.wakeUp()).contains(Duration.ofSeconds(1));
    }
  }

  @Test
  void aSpecThatCannotBeUsedKeepsEverything() {
    Intent refused = new Intent.Refuse(new ConfigError("MeshInstallation default", "spec", "", ""));

    assertThat(kept(retention(refused, "{}", revision("old", ConditionStatus.FALSE, 3600))))
        .containsExactly("old");
  }

  @Test
  @DisplayName("LC-F5: a revision of somebody else is not pruned")
  void aForeignRevisionStays() {
    MeshUnderTest mesh = new MeshUnderTest();
    mesh.installation("default", "{}");
    mesh.rollOut();
    mesh.cluster.put(revision("handmade", null, 0));
    mesh.settle();
    mesh.cluster.now = mesh.cluster.now.plusSeconds(3600);
    mesh.settle();

    assertThat(mesh.revisionNames()).contains("handmade");
  }
}
