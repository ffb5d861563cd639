package io.meshwright.proxy.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.meshwright.proxy.snapshot.NameTable.Host;
import io.meshwright.proxy.snapshot.RuntimeSnapshot;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import io.meshwright.proxy.testing.Configs;
import io.meshwright.proxy.testing.FakeControlPlane;
import io.meshwright.proxy.testing.Resources;
import io.meshwright.xds.XdsType;
import io.meshwright.xds.proto.nds.NameTable;
import io.meshwright.xds.proto.nds.NameTable.NameInfo;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationClientTest {
  private final SnapshotPublisher publisher = new SnapshotPublisher();
  private final List<RuntimeSnapshot> published = new CopyOnWriteArrayList<>();
  @AutoClose private ConfigurationBed bed;
  private FakeControlPlane controlPlane;
  @TempDir private Path root;
  private ConfigurationClient client;

  @BeforeEach
  void start() throws Exception {
    bed = new ConfigurationBed();
    controlPlane = bed.controlPlane();
    publisher.addListener((_, current) -> published.add(current));
    client = bed.start(root, publisher);
  }

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void whoAnswersDnsAsksForNamesAndIsCompleteWithThem() throws Exception {
    bed.sendMesh(publisher);
    assertThat(controlPlane.requestsOf(XdsType.NAME_TABLE)).isEmpty();
    client.close();
    Map<String, String> environment = Configs.plaintextEnvironment(controlPlane.port());
    environment.put("ISTIO_META_DNS_CAPTURE", "true");
    SnapshotPublisher resolving = new SnapshotPublisher();
    client = bed.start(Configs.read(environment, root), resolving);
    Awaitility.await().until(() -> !controlPlane.requestsOf(XdsType.NAME_TABLE).isEmpty());

    controlPlane.send(XdsType.CLUSTER, "1", "p", Resources.edsCluster("p").build());
    Awaitility.await().until(() -> client.view().answered().contains(XdsType.CLUSTER));
    assertThat(client.view().complete()).isFalse();
    NameInfo info = NameInfo.newBuilder().addIps("10.0.0.1").addIps("fd00::1").build();
    controlPlane.send(
        XdsType.NAME_TABLE, "1", "names", NameTable.newBuilder().putTable("A.vm", info).build());
    Awaitility.await().until(() -> !resolving.current().names().hosts().isEmpty());

    assertThat(resolving.current().names().hosts())
        .containsOnly(
            Map.entry(
                "a.vm",
                new Host(
                    List.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("fd00::1")),
                    null)));
    String nonce =
        controlPlane.send(
            XdsType.NAME_TABLE,
            "2",
            "names",
            NameTable.newBuilder()
                .putTable("a.vm", NameInfo.newBuilder().addIps("a").build())
                .build());
    assertThat(controlPlane.answerTo(nonce).getErrorDetail().getMessage())
        .contains("NameTable names: table[\"a.vm\"].ips[0]: found a");
    assertThat(resolving.current().names().hosts()).containsKey("a.vm");
  }

  @Test
  void nodeIsSentOnceAndNamesKnownExtensions() {
    bed.sendMesh(publisher);
    List<DeltaDiscoveryRequest> requests = controlPlane.requests();
    assertThat(requests.getFirst().getNode().getId())
        .isEqualTo("sidecar~10.0.0.7~reviews-1.shop~shop.svc.cluster.local");
    assertThat(requests.getFirst().getNode().getExtensionsList())
        .anySatisfy(
            extension ->
                assertThat(extension.getTypeUrlsList())
                    .containsExactly("type.googleapis.com/stats.PluginConfig"));
    assertThat(requests.subList(1, requests.size())).noneMatch(DeltaDiscoveryRequest::hasNode);
  }

  @Test
  void everyResponseIsAcknowledgedByItsNonce() {
    String nonce = controlPlane.send(XdsType.CLUSTER, "1", "a", Resources.edsCluster("a").build());
    assertThat(controlPlane.answerTo(nonce).hasErrorDetail()).isFalse();
  }

  @Test
  void namesAreSubscribedAsResourcesReferToThem() {
    bed.sendMesh(publisher);
    assertThat(controlPlane.requestsOf(XdsType.ENDPOINT).getFirst().getResourceNamesSubscribeList())
        .containsExactly("a");
    assertThat(controlPlane.requestsOf(XdsType.ROUTE).getFirst().getResourceNamesSubscribeList())
        .containsExactly("80");
  }

  @Test
  void nackKeepsPreviousRoutes() {
    bed.sendMesh(publisher);
    String nonce =
        controlPlane.send(
            XdsType.ROUTE,
            "2",
            "80",
            Resources.routes("80", "a").addInternalOnlyHeaders("x-secret").build());
    assertThat(controlPlane.answerTo(nonce).getErrorDetail().getMessage())
        .isEqualTo(
            "RouteConfiguration 80: internal_only_headers: found a value, expected no value: the"
                + " field is not supported");
    assertThat(ConfigurationBed.routedCluster(publisher.current())).isEqualTo("a");
    Awaitility.await()
        .untilAsserted(() -> assertThat(client.view().rejectedOf(XdsType.ROUTE)).hasSize(1));
  }

  @Test
  void goodResourcesOfARefusedResponseAreApplied() {
    bed.sendMesh(publisher);
    String nonce =
        controlPlane.send(
            XdsType.CLUSTER,
            "2",
            "bad",
            Resources.edsCluster("bad").setWaitForWarmOnInit(BoolValue.of(true)).build(),
            "good",
            Resources.edsCluster("good").build());
    assertThat(controlPlane.answerTo(nonce).getErrorDetail().getMessage())
        .contains("Cluster bad: wait_for_warm_on_init")
        .doesNotContain("good");
    controlPlane.send(
        XdsType.ENDPOINT, "2", "good", Resources.endpoints("good", "10.1.1.2", 80).build());
    Awaitility.await().until(() -> publisher.current().clusters().containsKey("good"));
    assertThat(publisher.current().clusters()).doesNotContainKey("bad");
  }

  @Test
  void clusterWarmsBeforeRouteUsesIt() {
    bed.sendMesh(publisher);
    controlPlane.send(XdsType.CLUSTER, "2", "b", Resources.edsCluster("b").build());
    String nonce = controlPlane.send(XdsType.ROUTE, "2", "80", Resources.routes("80", "b").build());
    controlPlane.answerTo(nonce);
    Awaitility.await()
        .until(() -> client.view().of(XdsType.ROUTE).getFirst().version().equals("2"));
    assertThat(ConfigurationBed.routedCluster(publisher.current())).isEqualTo("a");
    controlPlane.send(XdsType.ENDPOINT, "2", "b", Resources.endpoints("b", "10.1.1.2", 80).build());
    Awaitility.await().until(() -> ConfigurationBed.routedCluster(publisher.current()).equals("b"));
    assertThat(published)
        .filteredOn(snapshot -> snapshot.routes().containsKey("80"))
        .filteredOn(snapshot -> ConfigurationBed.routedCluster(snapshot).equals("b"))
        .allMatch(snapshot -> snapshot.clusters().containsKey("b"));
  }

  @Test
  void listenerWaitsForItsRoutes() {
    String nonce =
        controlPlane.send(
            XdsType.LISTENER,
            "1",
            "outbound",
            Resources.listener("outbound", Resources.manager("80").build()).build());
    controlPlane.answerTo(nonce);
    Awaitility.await().until(() -> !client.view().of(XdsType.LISTENER).isEmpty());
    assertThat(publisher.current().listeners()).isEmpty();
    controlPlane.send(XdsType.ROUTE, "1", "80", Resources.routes("80", "gone").build());
    Awaitility.await().until(() -> publisher.current().listeners().containsKey("outbound"));
  }

  @Test
  void configurationIsCompleteOnceAllThatItNamesHasCome() {
    controlPlane.send(XdsType.CLUSTER, "1", "a", Resources.edsCluster("a").build());
    controlPlane.send(XdsType.ENDPOINT, "1", "a", Resources.endpoints("a", "10.1.1.1", 80).build());
    controlPlane.answerTo(
        controlPlane.send(
            XdsType.LISTENER,
            "1",
            "outbound",
            Resources.listener("outbound", Resources.manager("80").build()).build()));
    Awaitility.await().until(() -> client.view().answered().contains(XdsType.LISTENER));
    assertThat(client.view().complete()).isFalse();

    controlPlane.send(XdsType.ROUTE, "1", "80", Resources.routes("80", "a").build());

    Awaitility.await().until(() -> client.view().complete());
  }

  @Test
  void removedResourcesLeaveTheSnapshot() {
    bed.sendMesh(publisher);
    controlPlane.send(
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(XdsType.LISTENER.typeUrl())
            .addRemovedResources("outbound"));
    Awaitility.await().until(() -> publisher.current().listeners().isEmpty());
    Awaitility.await()
        .until(
            () ->
                controlPlane.requestsOf(XdsType.ROUTE).stream()
                    .anyMatch(r -> r.getResourceNamesUnsubscribeList().contains("80")));
  }

  @Test
  void certificateThatIsTakenAwayGoesOnBeingShown() throws Exception {
    bed.sendMesh(publisher);
    controlPlane.send(
        XdsType.LISTENER,
        "2",
        "outbound",
        Resources.encrypted(
                Resources.listener("outbound", Resources.manager("80").build()), "kubernetes://web")
            .build());
    controlPlane.send(
        XdsType.SECRET, "1", "kubernetes://web", Resources.certificate("kubernetes://web"));
    Awaitility.await().until(() -> publisher.current().secrets().containsKey("kubernetes://web"));
    long before = publisher.current().generation();

    controlPlane.send(
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(XdsType.SECRET.typeUrl())
            .addRemovedResources("kubernetes://web"));

    Awaitility.await().until(() -> publisher.current().generation() > before);
    assertThat(publisher.current().secrets()).containsKey("kubernetes://web");
  }

  @Test
  void reconnectTellsWhatIsHeldAndKeepsServing() {
    bed.sendMesh(publisher);
    controlPlane.breakStream();
    Awaitility.await().until(() -> controlPlane.streams() == 2);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(controlPlane.requestsOf(XdsType.ENDPOINT))
                    .anySatisfy(
                        request -> {
                          assertThat(request.getInitialResourceVersionsMap())
                              .containsEntry("a", "1");
                          assertThat(request.getResourceNamesSubscribeList()).containsExactly("a");
                        }));
    assertThat(ConfigurationBed.routedCluster(publisher.current())).isEqualTo("a");
  }

  @Test
  void unknownTypeIsRefusedByName() {
    String nonce =
        controlPlane.send(
            DeltaDiscoveryResponse.newBuilder().setTypeUrl("type.googleapis.com/x.Y"));
    assertThat(controlPlane.answerTo(nonce).getErrorDetail().getMessage())
        .contains("type_url: found type.googleapis.com/x.Y");
  }

  @Test
  void metadataOfOtherReadersIsNotAnError() {
    String nonce =
        controlPlane.send(
            XdsType.CLUSTER,
            "1",
            "a",
            Resources.edsCluster("a")
                .setMetadata(
                    Metadata.newBuilder().putFilterMetadata("other", Struct.getDefaultInstance()))
                .build());
    assertThat(controlPlane.answerTo(nonce).hasErrorDetail()).isFalse();
  }
}
