package io.meshwright.runtime.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.crd.condition.ConditionStatus;
import io.meshwright.crd.networking.ValidationMessage;
import io.meshwright.runtime.analysis.Analysis;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.discovery.ResourceRef;
import io.meshwright.runtime.discovery.ResourceReport;
import io.meshwright.runtime.model.MeshModel;
import io.meshwright.runtime.model.ProxyIdentity;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Locality;
import io.meshwright.runtime.status.ResourceVerdict.Statement;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.runtime.xds.Acknowledgement;
import io.meshwright.runtime.xds.Rejection;
import io.meshwright.xds.NodeId;
import io.meshwright.xds.XdsType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of resources, from what is known of them. */
final class StatusPlanTest {

  private static final String MESH =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: cart, namespace: shop}
      spec: {clusterIP: 10.96.0.10, ports: [{name: http, port: 80}]}
      ---
      """;
  private static final String ROUTE =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: cart, namespace: shop, generation: 3}
      spec: {hosts: [cart], http: [{route: [{destination: {host: cart}}]}]}
      """;
  private static final String RULE =
      """
      apiVersion: networking.istio.io/v1
      kind: DestinationRule
      metadata: {name: cart, namespace: shop, generation: 1}
      spec: {host: cart, trafficPolicy: {connectionPool: {tcp: {maxConnections: 1}}}}
      """;

  private final Discovery discovery = new Discovery(MeshYaml.SETTINGS);
  private final List<Acknowledgement> proxies = new ArrayList<>();

  @Test
  void soundRouteWithoutProxiesIsAcceptedAndReconciled() {
    ResourceVerdict verdict = verdict(MESH + ROUTE);

    assertThat(verdict.read()).isEqualTo(new ResourceReport.Read(3, false));
    assertThat(verdict.messages()).isEmpty();
    assertThat(verdict.statements())
        .containsExactly(
            said(StatusCondition.ACCEPTED, ConditionStatus.TRUE, StatusReason.ACCEPTED, ""),
            said(
                StatusCondition.PASSED_ANALYSIS,
                ConditionStatus.TRUE,
                StatusReason.NO_FINDINGS,
                ""),
            said(
                StatusCondition.RECONCILED,
                ConditionStatus.TRUE,
                StatusReason.NO_PROXIES,
                "No connected proxy uses it."));
  }

  @Test
  void routeThatPointsNowhereFailsAnalysis() {
    ResourceVerdict verdict =
        verdict(MESH + ROUTE.replace("destination: {host: cart}", "destination: {host: nowhere}"));

    assertThat(of(StatusCondition.PASSED_ANALYSIS, verdict))
        .isEqualTo(
            said(
                StatusCondition.PASSED_ANALYSIS,
                ConditionStatus.FALSE,
                StatusReason.FINDINGS,
                "[IST0101] Referenced host not found: \"nowhere.shop.svc.cluster.local\""));
    assertThat(verdict.messages())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.level()).isEqualTo("ERROR");
              assertThat(message.type())
                  .isEqualTo(new ValidationMessage.Type("ReferencedResourceNotFound", "IST0101"));
              assertThat(message.documentationUrl())
                  .isEqualTo("https://istio.io/latest/docs/reference/config/analysis/ist0101/");
            });
  }

  @Test
  void invalidResourceIsNotAcceptedAndNotReconciled() {
    ResourceVerdict verdict = verdict(MESH + ROUTE.replace("http: [{", "http: [{timeout: soon, "));

    assertThat(of(StatusCondition.ACCEPTED, verdict))
        .isEqualTo(
            said(
                StatusCondition.ACCEPTED,
                ConditionStatus.FALSE,
                StatusReason.INVALID,
                "spec.http[0].timeout: found soon, expected a duration such as 500ms, 10s or"
                    + " 1h30m"));
    assertThat(of(StatusCondition.RECONCILED, verdict).reason())
        .isEqualTo(StatusReason.NOT_ACCEPTED);
  }

  @Test
  void fieldWithoutEffectIsNamedThoughTheRestIsInForce() {
    ResourceVerdict verdict = verdict(MESH + ROUTE.replace("http: [{", "http: [{retires: {}, "));

    Statement accepted = of(StatusCondition.ACCEPTED, verdict);
    assertThat(accepted.status()).isEqualTo(ConditionStatus.TRUE);
    assertThat(accepted.reason()).isEqualTo(StatusReason.ACCEPTED_IN_PART);
    assertThat(accepted.message()).startsWith("spec.http[0].retires: found an unknown field");
  }

  @Test
  void proxiesThatUseTheResourceAreCounted() {
    proxies.add(sidecar("a", "shop", 7));
    proxies.add(sidecar("b", "other", 7));
    proxies.add(sidecar("behind", "shop", 6));
    proxies.add(sidecar("new", "shop", 0));
    proxies.add(new Acknowledgement(identity(NodeId.ProxyType.ROUTER, "gw", "shop"), 7, List.of()));

    assertThat(reconciled(MESH + ROUTE, 7))
        .isEqualTo(
            said(
                StatusCondition.RECONCILED,
                ConditionStatus.UNKNOWN,
                StatusReason.PENDING,
                "2 of 3 proxies have acknowledged it."));
    assertThat(reconciled(MESH + ROUTE, 6).message())
        .isEqualTo("3 of 3 proxies have acknowledged it.");
    assertThat(reconciled(MESH + ROUTE.replace("{hosts", "{exportTo: [.], hosts"), 6).message())
        .isEqualTo("2 of 2 proxies have acknowledged it.");
  }

  @Test
  void refusedClusterIsBlamedOnTheRuleOfItsHost() {
    proxies.add(
        refusing(
            new Rejection(
                XdsType.CLUSTER,
                "max_connections: found 1",
                3,
                4,
                Set.of("outbound|80||cart.shop.svc.cluster.local"))));

    assertThat(reconciled(MESH + RULE, 1))
        .isEqualTo(
            said(
                StatusCondition.RECONCILED,
                ConditionStatus.FALSE,
                StatusReason.REFUSED,
                "0 of 1 proxies have acknowledged it. 1 refuse it: a.shop (cluster)"
                    + " max_connections: found 1"));
    assertThat(reconciled(MESH + RULE.replace("host: cart", "host: other"), 1).reason())
        .isEqualTo(StatusReason.ACKNOWLEDGED);
  }

  @Test
  void refusedRoutesAreBlamedOnWhatWasSentWithThem() {
    proxies.add(refusing(new Rejection(XdsType.ROUTE, "no such cluster", 3, 5, Set.of("80"))));

    assertThat(reconciled(MESH + ROUTE, 4).reason()).isEqualTo(StatusReason.REFUSED);
    assertThat(reconciled(MESH + ROUTE, 3).reason()).isEqualTo(StatusReason.ACKNOWLEDGED);
    assertThat(reconciled(MESH + RULE, 4).reason()).isEqualTo(StatusReason.ACKNOWLEDGED);
  }

  @Test
  void gatewayConcernsTheRoutersThatItSelects() {
    proxies.add(sidecar("a", "shop", 7));
    proxies.add(new Acknowledgement(identity(NodeId.ProxyType.ROUTER, "gw", "edge"), 7, List.of()));
    String gateway =
        """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: web, namespace: edge, generation: 1}
        spec:
          selector: {app: gw}
          servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
        """;

    assertThat(reconciled(gateway, 7).message()).isEqualTo("1 of 1 proxies have acknowledged it.");
    assertThat(reconciled(gateway.replace("app: gw", "app: other"), 7).reason())
        .isEqualTo(StatusReason.NO_PROXIES);
  }

  @Test
  void envoyFilterConcernsTheProxiesThatItSelects() {
    proxies.add(sidecar("a", "shop", 7));
    proxies.add(sidecar("b", "shop", 7));
    proxies.add(sidecar("a", "other", 7));
    String filter =
        """
        apiVersion: networking.istio.io/v1alpha3
        kind: EnvoyFilter
        metadata: {name: slow, namespace: shop, generation: 1}
        spec:
          workloadSelector: {labels: {app: a}}
          configPatches: [{applyTo: CLUSTER, patch: {operation: MERGE, value: {connect_timeout: 1s}}}]
        """;

    assertThat(reconciled(filter, 7).message()).isEqualTo("1 of 1 proxies have acknowledged it.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: WorkloadGroup\nspec: {template: {ports: {http: 80}}}",
        "kind: ProxyConfig\nspec: {concurrency: 1}"
      })
  void nothingOfSomeKindsIsSentToProxies(String resource) {
    ResourceVerdict verdict =
        verdict(
            """
            apiVersion: networking.istio.io/v1beta1
            metadata: {name: a, namespace: shop, generation: 1}
            %s
            """
                .formatted(resource));

    assertThat(verdict.statements())
        .extracting(Statement::type)
        .containsExactly(StatusCondition.ACCEPTED, StatusCondition.PASSED_ANALYSIS);
  }

  private static Statement said(
      StatusCondition type, ConditionStatus status, StatusReason reason, String message) {
    return new Statement(type, status, reason, message);
  }

  private static Statement of(StatusCondition type, ResourceVerdict verdict) {
    return verdict.statements().stream()
        .filter(statement -> statement.type() == type)
        .findFirst()
        .orElseThrow();
  }

  private Statement reconciled(String yaml, long since) {
    return of(StatusCondition.RECONCILED, verdict(yaml, since));
  }

  private ResourceVerdict verdict(String yaml) {
    return verdict(yaml, 1);
  }

  /** Of the last document, in force since a version. */
  private ResourceVerdict verdict(String yaml, long since) {
    List<ResourceChange> changes = MeshYaml.upserted(yaml);
    discovery.apply(changes);
    MeshModel model = discovery.model();
    ResourceReport report = discovery.report();
    Map<ResourceRef, Long> versions = new HashMap<>();
    report.read().keySet().forEach(ref -> versions.put(ref, since));
    ResourceRef last = changes.getLast().ref();
    return StatusPlan.of(
            new StatusPlan.Observation(
                model, report, Analysis.of(model, report), proxies, versions))
        .stream()
        .filter(verdict -> verdict.ref().equals(last))
        .findFirst()
        .orElseThrow();
  }

  private static Acknowledgement sidecar(String pod, String namespace, long version) {
    return new Acknowledgement(
        identity(NodeId.ProxyType.SIDECAR, pod, namespace), version, List.of());
  }

  private static Acknowledgement refusing(Rejection rejection) {
    return new Acknowledgement(
        identity(NodeId.ProxyType.SIDECAR, "a", "shop"), 9, List.of(rejection));
  }

  private static ProxyIdentity identity(NodeId.ProxyType type, String pod, String namespace) {
    return new ProxyIdentity(
        new NodeId(type, "10.0.0.1", pod, namespace, namespace + ".svc.cluster.local"),
        List.of(IpAddress.parse("10.0.0.1").orElseThrow()),
        Map.of("app", pod),
        "Kubernetes",
        "",
        Locality.UNKNOWN,
        true,
        Set.of(),
        ProxyIdentity.Software.UNKNOWN,
        false,
        false);
  }
}
