package io.meshwright.operator.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.apply.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The operator dies once at each write of a life, before or after the write reached the API server;
 * a new one goes on.
 */
final class InterruptionTest {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  /** What a user and the runtimes do, in order; after each the operator works until it is done. */
  private static final List<Consumer<MeshUnderTest>> LIFE =
      List.of(
          // install
          mesh -> mesh.installation("default", "{}"),
          mesh -> mesh.cluster.runtimeStarts("istio-system", "root"),
          // upgrade
          mesh -> mesh.installation("default", "{meshConfig: {trustDomain: example.org}}"),
          mesh -> mesh.cluster.runtimeStarts("istio-system", "root"),
          // rollback, and the end of the grace period
          mesh -> mesh.installation("default", "{}"),
          mesh -> mesh.cluster.now = mesh.cluster.now.plusSeconds(60));

  /** Two revisions are there. */
  private static final List<Consumer<MeshUnderTest>> UPGRADED = LIFE.subList(0, 4);

  enum Moment {
    BEFORE,
    AFTER
  }

  /** Stops an operator: nothing catches it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("LC-B6: killed at any write of install, upgrade or rollback, it converges")
  void convergesToWhatAnUndisturbedRunMakes(Moment moment) {
    FakeCluster undisturbed = new FakeCluster();
    live(undisturbed, LIFE);
    int writes = undisturbed.writes.size();
    assertThat(writes).isGreaterThan(50);

    for (int fatal = 1; fatal <= writes; fatal++) {
      FakeCluster cluster = new FakeCluster();
      killAt(fatal, moment, cluster);
      live(cluster, LIFE);

      assertThat(state(cluster))
          .as("killed %s write %d: %s", moment, fatal, undisturbed.writes.get(fatal - 1))
          .isEqualTo(state(undisturbed));
      assertThat(changes(cluster))
          .as("nothing is applied or deleted twice")
          .containsExactlyInAnyOrderElementsOf(changes(undisturbed));
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("LC-B6: killed at any write of an uninstallation, it leaves nothing")
  void leavesNothing(Moment moment) {
    FakeCluster undisturbed = new FakeCluster();
    live(undisturbed, UPGRADED);
    int before = undisturbed.writes.size();
    uninstall(undisturbed);
    int writes = undisturbed.writes.size() - before;
    assertThat(writes).isGreaterThan(10);

    for (int fatal = 1; fatal <= writes; fatal++) {
      FakeCluster cluster = new FakeCluster();
      live(cluster, UPGRADED);
      killAt(fatal, moment, cluster);
      uninstall(cluster);

      assertThat(cluster.names()).isEmpty();
    }
  }

  /**
   * All writes but those of status, which may say in between what an undisturbed run never does.
   */
  private static List<String> changes(FakeCluster cluster) {
    return cluster.writes.stream().filter(write -> !write.startsWith("status ")).toList();
  }

  private static void killAt(int fatal, Moment moment, FakeCluster cluster) {
    Runnable killer =
        new Runnable() {
          private int seen;

          @Override
          public void run() {
            seen++;
            if (seen == fatal) {
              throw new Killed();
            }
          }
        };
    switch (moment) {
      case BEFORE -> cluster.beforeWrite = killer;
      case AFTER -> cluster.afterWrite = killer;
    }
  }

  private static void live(FakeCluster cluster, List<Consumer<MeshUnderTest>> life) {
    for (Consumer<MeshUnderTest> step : life) {
      step.accept(new MeshUnderTest(cluster));
      survive(cluster, MeshUnderTest::settle);
    }
  }

  /** Runs an operator, and another one if it is killed. */
  private static void survive(FakeCluster cluster, Consumer<MeshUnderTest> work) {
    try {
      work.accept(new MeshUnderTest(cluster));
    } catch (Killed _) {
      work.accept(new MeshUnderTest(cluster));
    }
  }

  /** As the API server does it: finalizers are asked until they let go. */
  private static void uninstall(FakeCluster cluster) {
    MeshInstallation installation = new MeshUnderTest(cluster).installation("default");
    List<MeshRevision> revisions = cluster.list(MeshRevision.class);
    survive(
        cluster,
        mesh -> {
          for (int round = 0; round < 10; round++) {
            if (mesh.installations.remove(installation)) {
              break;
            }
            revisions.forEach(mesh.revisions::remove);
          }
        });
    cluster.beforeWrite = () -> {};
    cluster.afterWrite = () -> {};
    cluster.delete(installation);
  }

  /** All objects, without times and versions, and with names instead of uids. */
  private static Map<String, String> state(FakeCluster cluster) {
    List<HasMetadata> objects = cluster.objects();
    Map<String, String> texts = new TreeMap<>();
    for (HasMetadata object : objects) {
      object.getMetadata().setCreationTimestamp(null);
      object.getMetadata().setResourceVersion(null);
      // covers the owner's uid
      if (object.getMetadata().getAnnotations() != null) {
        object.getMetadata().getAnnotations().remove("meshwright.io/applied-hash");
      }
      String text = cluster.serialization.convertValue(object, Map.class).toString();
      text = JSON.valueToTree(text).toString().replaceAll("lastTransitionTime=[^,}]*", "");
      for (HasMetadata named : objects) {
        String uid = "uid=" + named.getMetadata().getUid();
        text = text.replaceAll(uid + "\\b", "uid of " + ObjectKey.of(named));
      }
      texts.put(ObjectKey.of(object).toString(), text);
    }
    return texts;
  }
}
