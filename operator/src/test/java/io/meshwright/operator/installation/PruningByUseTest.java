package io.meshwright.operator.installation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two revisions, and no label that names the former one. */
final class PruningByUseTest {

  private static final SessionCounts ELSEWHERE =
      new SessionCounts(true, Map.of("remote", new ProxyCounts(3, 3)));

  private final MeshUnderTest mesh = new MeshUnderTest();
  private String former = "";

  @BeforeEach
  void moveOn() {
    mesh.installation("default", "{}");
    mesh.rollOut();
    former = mesh.active();
  }

  private void anotherRevision() {
    mesh.installation("default", "{meshConfig: {trustDomain: example.org}}");
    mesh.rollOut();
    assertThat(mesh.active()).isNotEqualTo(former);
  }

  private void afterAnHour() {
    mesh.cluster.now = mesh.cluster.now.plusSeconds(3600);
    mesh.settle();
  }

  @DisplayName("LC-H3: proxies of elsewhere keep a revision that no label names")
  @Test
  void connectedProxiesKeepARevision() {
    mesh.sessions.put(former, ELSEWHERE);
    anotherRevision();
    afterAnHour();
    assertThat(mesh.revisionNames()).contains(former);

    mesh.sessions.remove(former);
    mesh.settle();
    assertThat(mesh.revisionNames()).contains(former);
    afterAnHour();
    assertThat(mesh.revisionNames()).containsExactly(mesh.active());
  }

  @DisplayName("LC-E3: what cannot be known keeps a revision, and its grace begins afterwards")
  @Test
  void unknownSessionsKeepARevision() {
    mesh.sessions.put(former, SessionCounts.unknown());
    anotherRevision();
    afterAnHour();
    assertThat(mesh.revisionNames()).contains(former);

    mesh.sessions.remove(former);
    mesh.settle();
    mesh.cluster.now = mesh.cluster.now.plusSeconds(29);
    mesh.settle();
    assertThat(mesh.revisionNames()).contains(former);
    mesh.cluster.now = mesh.cluster.now.plusSeconds(2);
    mesh.settle();
    assertThat(mesh.revisionNames()).containsExactly(mesh.active());
  }

  @DisplayName("LC-E3: while pods cannot be watched nothing is pruned")
  @Test
  void aBrokenWatchKeepsARevision() {
    mesh.cluster.unseen.add(Pod.class);
    anotherRevision();
    afterAnHour();

    assertThat(mesh.revisionNames()).contains(former);
  }
}
