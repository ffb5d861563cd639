package io.meshwright.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.meshwright.proxy.lastgood.KeptFile;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.testing.FakeControlPlane;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.xds.XdsType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves to the next one (RS-F2). */
final class LastGoodClientTest {
  private final SnapshotPublisher publisher = new SnapshotPublisher();
  @AutoClose private ConfigurationBed bed;
  private FakeControlPlane controlPlane;
  @TempDir private Path root;
  private Path kept;
  private ConfigurationClient client;

  @BeforeEach
  void start() throws Exception {
    bed = new ConfigurationBed();
    controlPlane = bed.controlPlane();
    kept = root.resolve("etc/istio/proxy/last-good/resources");
    client = bed.start(root, publisher);
  }

  @AfterEach
  void stop() {
    client.close();
  }

  /** Ends the client as soon as it has left something to the next one. */
  private void keepAndEnd() {
    bed.sendMesh(publisher);
    Awaitility.await().until(() -> Files.exists(kept));
    client.close();
  }

  @Test
  void silentControlPlaneIsReplacedByWhatAnEarlierRunAccepted() throws Exception {
    keepAndEnd();
    SnapshotPublisher next = new SnapshotPublisher();

    client = bed.start(root, next);

    Awaitility.await().until(() -> next.current().listeners().containsKey("outbound"));
    assertThat(ConfigurationBed.routedCluster(next.current())).isEqualTo("a");
    Awaitility.await().until(() -> client.view().complete());
  }

  @Test
  void controlPlaneThatAnswersAtLastIsToldWhatIsServedAndReplacesIt() throws Exception {
    keepAndEnd();
    SnapshotPublisher next = new SnapshotPublisher();
    int streams = controlPlane.streams();
    client = bed.start(root, next);
    Awaitility.await().until(() -> controlPlane.streams() == streams + 2);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(controlPlane.requestsOf(XdsType.LISTENER).getLast())
                    .extracting(DeltaDiscoveryRequest::getInitialResourceVersionsMap)
                    .isEqualTo(Map.of("outbound", "1")));

    controlPlane.send(XdsType.ROUTE, "2", "80", Resources.routes("80", "gone").build());

    Awaitility.await().until(() -> ConfigurationBed.routedCluster(next.current()).equals("gone"));
  }

  @Test
  void controlPlaneThatAnswersAtOnceIsFollowedAlone() throws Exception {
    keepAndEnd();
    SnapshotPublisher next = new SnapshotPublisher();
    int streams = controlPlane.streams();
    client = bed.start(root, next);
    Awaitility.await().until(() -> controlPlane.streams() == streams + 1);

    controlPlane.send(XdsType.CLUSTER, "2");
    controlPlane.send(XdsType.LISTENER, "2");

    Awaitility.await().until(() -> client.view().complete());
    Awaitility.await()
        .during(KeptFile.PATIENCE.plusMillis(500))
        .atMost(KeptFile.PATIENCE.multipliedBy(10))
        .until(() -> next.current().listeners().isEmpty());
  }

  @Test
  void whatARunThatEndedInOrderLeftIsServedAtOnceAndToldAtOnce() throws Exception {
    keepAndEnd();
    bed.patience = Duration.ZERO;
    SnapshotPublisher next = new SnapshotPublisher();
    int streams = controlPlane.streams();
    client = bed.start(root, next);

    Awaitility.await().until(() -> next.current().listeners().containsKey("outbound"));
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(controlPlane.requestsOf(XdsType.LISTENER).getLast())
                    .extracting(DeltaDiscoveryRequest::getInitialResourceVersionsMap)
                    .isEqualTo(Map.of("outbound", "1")));
    assertThat(controlPlane.streams()).as("one is enough").isEqualTo(streams + 1);
    controlPlane.send(XdsType.ROUTE, "2", "80", Resources.routes("80", "gone").build());
    Awaitility.await().until(() -> ConfigurationBed.routedCluster(next.current()).equals("gone"));
  }

  @Test
  void incompleteConfigurationDoesNotReplaceWhatIsKept() throws Exception {
    keepAndEnd();
    byte[] before = Files.readAllBytes(kept);
    SnapshotPublisher next = new SnapshotPublisher();
    int streams = controlPlane.streams();
    client = bed.start(root, next);
    Awaitility.await().until(() -> controlPlane.streams() == streams + 1);

    controlPlane.send(XdsType.CLUSTER, "2", "b", Resources.edsCluster("b").build());

    Awaitility.await().until(() -> next.current().listeners().containsKey("outbound"));
    assertThat(next.current().clusters()).containsKey("a").doesNotContainKey("b");
    assertThat(Files.readAllBytes(kept)).isEqualTo(before);
  }
}
