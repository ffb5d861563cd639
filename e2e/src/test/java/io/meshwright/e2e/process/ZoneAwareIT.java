package io.meshwright.e2e.process;

import static io.meshwright.e2e.process.PodSpec.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.metrics.Sampling;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Zones get the shares that keep hosts equally busy, whoever's proxy sends the requests. The
 * clients' workload has two pods in {@code near} and two in {@code far}.
 */
@Tag("process")
@Tag("after-0.1.0")
final class ZoneAwareIT {
  private static final int PORT = 9080;
  private static final int REQUESTS = 1500;
  private static final int FEW = 40;

  @AutoClose private static ProcessMesh mesh;
  private static Service even;
  private static Service scarce;
  private static HttpApp nearest;

  @BeforeAll
  static void startMesh() {
    mesh = ProcessMesh.start(ZoneAwareIT.class);
    mesh.service("caller", "http", PORT);
    even = mesh.service("even", "http", PORT);
    scarce = mesh.service("scarce", "http", PORT);
    mesh.add(caller("caller-ours", "near").sidecar(Sidecar.Kind.MESHWRIGHT));
    mesh.add(caller("caller-envoys", "near").sidecar(Sidecar.Kind.ENVOY));
    mesh.add(caller("caller-far-1", "far"));
    mesh.add(caller("caller-far-2", "far"));
    nearest = mesh.add(in("near", pod("even-near").app("even", "near"))).http(PORT);
    mesh.add(in("far", pod("even-far").app("even", "far"))).http(PORT);
    mesh.add(in("near", pod("scarce-near").app("scarce", "near"))).http(PORT);
    mesh.add(in("far", pod("scarce-far-1").app("scarce", "far"))).http(PORT);
    mesh.add(in("far", pod("scarce-far-2").app("scarce", "far"))).http(PORT);
    mesh.apply("zones", RULES);
    mesh.awaitReady();
  }

  private static final String RULES =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: even, namespace: shop}
      spec:
        host: even
        trafficPolicy:
          loadBalancer: {zoneAwareLbSetting: {enabled: true, minClusterSize: 2}}
          outlierDetection:
            consecutive5xxErrors: 1
            interval: 1s
            baseEjectionTime: 1s
            maxEjectionPercent: 100
      ---
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: scarce, namespace: shop}
      spec:
        host: scarce
        trafficPolicy:
          loadBalancer: {zoneAwareLbSetting: {enabled: true, minClusterSize: 3}}
        subsets:
          - name: small
            trafficPolicy:
              loadBalancer: {zoneAwareLbSetting: {enabled: true}}
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: scarce, namespace: shop}
      spec:
        hosts: [scarce]
        http:
          - name: small
            match: [{uri: {prefix: /small}}]
            route: [{destination: {host: scarce, subset: small}}]
          - route: [{destination: {host: scarce}}]
      """;

  private static PodSpec caller(String name, String zone) {
    return in(
        zone, pod(name).app("caller", "v1").label("service.istio.io/workload-name", "caller"));
  }

  private static PodSpec in(String zone, PodSpec pod) {
    return pod.label("topology.istio.io/locality", "region." + zone);
  }

  private static HttpCall call(Sidecar.Kind kind, Service service) {
    return mesh.pod(kind == Sidecar.Kind.ENVOY ? "caller-envoys" : "caller-ours").get(service);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void requestsStayInAZoneThatHasRoom(Sidecar.Kind kind) {
    awaitOnly("near", call(kind, even));
  }

  /** A third of the hosts is there for half of the clients. */
  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void whatAZoneHasNoRoomForGoesToTheOther(Sidecar.Kind kind) {
    awaitShare(2 / 3.0, call(kind, scarce));
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void zonesDoNotMatterToFewerHostsThanTheMinimum(Sidecar.Kind kind) {
    awaitShare(1 / 3.0, call(kind, scarce).path("/small"));
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void sharesFollowTheClientsOwnWorkload(Sidecar.Kind kind) {
    HttpCall call = call(kind, even);
    awaitOnly("near", call);

    // three of five clients for half of the hosts
    Pod more = mesh.add(caller("caller-more-" + kind.name().toLowerCase(Locale.ROOT), "near"));
    awaitShare(5 / 6.0, call);

    mesh.withdraw(more);
    awaitOnly("near", call);
  }

  @ParameterizedTest
  @EnumSource(names = {"MESHWRIGHT", "ENVOY"})
  void otherZoneAnswersWhileTheOwnFails(Sidecar.Kind kind) {
    HttpCall call = call(kind, even);
    awaitOnly("near", call);

    nearest.close();
    awaitOnly("far", call);

    nearest = mesh.pod("even-near").http(PORT);
    awaitOnly("near", call);
  }

  private static void awaitOnly(String zone, HttpCall call) {
    Patience.await("only " + zone + " answers")
        .until(() -> call.times(FEW).run().versions().equals(Map.of(zone, FEW)));
  }

  /** The first requests may come before the shares. */
  private static void awaitShare(double near, HttpCall call) {
    Patience.await("%.2f of the requests stay".formatted(near))
        .untilAsserted(
            () -> {
              Tally.Report report = call.times(REQUESTS).run();
              assertThat(report.statuses()).isEqualTo(Map.of(200, REQUESTS));
              assertThat(report.of("near") / (double) REQUESTS)
                  .isCloseTo(near, within(Sampling.deviation(near, REQUESTS)));
            });
  }
}
