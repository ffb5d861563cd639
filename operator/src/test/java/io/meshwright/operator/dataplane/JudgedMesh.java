package io.meshwright.operator.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.mesh.v1alpha1.DataPlaneStatus.Phase;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** {@code canary/probe} goes first, and waves are judged. */
abstract class JudgedMesh extends TwoWorkloads {

  static final String WAVES =
      "dataPlane: {mode: Automatic, waves: [{name: canary, namespaceSelector: {matchLabels: {tier:"
          + " canary}}}]}";
  static final String JUDGED = WAVES + ", analysis: {window: 1m, warmUp: 10s, interval: 10s}";

  String good = "";

  @BeforeEach
  void aMeshWithTwoWorkloads() {
    install("{" + JUDGED + "}");
    good = mesh.active();
    healthy();
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Done);
  }

  void healthy() {
    mesh.samples.receives("canary", "probe", 20_000, 10, 4);
    mesh.samples.receives("shop", "cart", 20_000, 10, 4);
  }

  void failing() {
    mesh.samples.receives("canary", "probe", 20_000, 1_000, 4);
  }

  /** Asks for another revision, which becomes ready. */
  void another(String rest) {
    mesh.installation("default", "{meshConfig: {trustDomain: example.org}, " + rest + "}");
    mesh.sessions.put(good, new SessionCounts(true, Map.of("shop", new ProxyCounts(2, 0))));
    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(good);
  }

  /** The canary has rolled, and its analysis begins. */
  String canaryRolls() {
    another(JUDGED);
    runs("canary", "probe", mesh.active());
    mesh.settle();
    assertThat(status().phase()).isEqualTo(Phase.Analyzing);
    return mesh.active();
  }

  void pass(int seconds) {
    cluster.now = cluster.now.plusSeconds(seconds);
    mesh.settle();
  }

  List<String> history() {
    return mesh.installation("default").getStatus().history().stream()
        .map(
            entry ->
                (entry.revision().equals(good) ? "good " : "bad ")
                    + entry.cause()
                    + " "
                    + entry.result())
        .toList();
  }
}
