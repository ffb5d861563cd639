package io.meshwright.runtime.webhook.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.runtime.testing.Golden;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden pods: {@code NAME.in.yaml} becomes {@code NAME.out.yaml}. */
final class SidecarInjectorTest {

  private static final String RESOURCES =
      """
      resources:
        requests: {cpu: 50m, memory: 64Mi}
        limits: {memory: 256Mi}
      imagePullSecrets: [registry]
      cluster: {id: east, network: net1}
      """;

  private final ObjectMapper json = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({
    "deployment, ''",
    "probes, ''",
    "metrics, ''",
    "annotated, ''",
    "dns, ''",
    "tproxy, ''",
    "user-init-containers, ''",
    "gateway, ''",
    "customised, ''",
    "customised-classic, ''",
    "classic, 'holdApplicationUntilProxyStarts: true'"
  })
  void podIsInjected(String name, String values) throws Exception {
    Pod pod = pod(name);
    Pod injected = inject(pod, values);

    Golden.assertMatches("inject/" + name + ".out.yaml", Serialization.asYaml(injected));
    assertThat(pod).as("the pod that was given").isEqualTo(pod(name));
  }

  @ParameterizedTest
  @CsvSource({
    "deployment",
    "probes",
    "metrics",
    "annotated",
    "dns",
    "tproxy",
    "user-init-containers",
    "classic",
    "customised",
    "customised-classic",
    "gateway"
  })
  void secondInjectionChangesNothing(String name) throws Exception {
    Pod once = inject(pod(name), "");
    assertThat(Serialization.asYaml(inject(once, ""))).isEqualTo(Serialization.asYaml(once));
  }

  @ParameterizedTest
  @CsvSource({
    "deployment",
    "probes",
    "metrics",
    "annotated",
    "dns",
    "tproxy",
    "user-init-containers",
    "classic",
    "customised",
    "customised-classic",
    "gateway"
  })
  void patchTurnsOnePodIntoTheOther(String name) throws Exception {
    Pod pod = pod(name);
    Pod injected = inject(pod, "");
    JsonNode patched = JsonPatch.apply(InjectionReview.patch(pod, injected), json.valueToTree(pod));
    assertThat(patched).isEqualTo(json.valueToTree(injected));
  }

  @Test
  void fieldsThatTheModelDoesNotKnowStayUntouched() throws Exception {
    Pod pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec:
              fieldOfTomorrow: {a: 1}
              containers: [{name: app, image: app, otherField: x}]
            """,
            Pod.class);
    assertThat(InjectionReview.patch(pod, inject(pod, "")).toString())
        .doesNotContain("fieldOfTomorrow")
        .doesNotContain("otherField");
  }

  @Test
  void nativeSidecarComesAfterCaptureAndBeforeUsersInitContainers() throws Exception {
    Pod injected = inject(pod("user-init-containers"), "");
    assertThat(injected.getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("istio-init", "istio-proxy", "migrate");
  }

  @Test
  void classicSidecarLetsUsersInitContainersRunUncaptured() throws Exception {
    Pod injected = inject(pod("user-init-containers"), "nativeSidecar: false");
    assertThat(injected.getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("migrate", "istio-init");
    assertThat(injected.getSpec().getContainers())
        .extracting(Container::getName)
        .containsExactly("app", "istio-proxy");
  }

  @ParameterizedTest
  @CsvSource({
    "sidecar.istio.io/bootstrapOverride, custom, no such annotation",
    "sidecar.istio.io/interceptionMode, NONE, expected REDIRECT or TPROXY",
    "sidecar.istio.io/proxyCPU, many, a quantity",
    "sidecar.istio.io/nativeSidecar, perhaps, true or false",
    "status.sidecar.istio.io/port, 15006, uses for nothing else",
    "inject.istio.io/templates, waypoint, expected sidecar or gateway",
    "traffic.sidecar.istio.io/excludeOutboundPorts, http, ports or ranges",
    "traffic.sidecar.istio.io/includeOutboundIPRanges, 10.0.0.0/40, networks such as",
    "sidecar.istio.io/userVolumeMount, '{\"certs\":{\"mountPath\":\"/certs\"}}', a volume of the pod",
    "readiness.status.sidecar.istio.io/periodSeconds, 0, a number from 1",
    "proxy.istio.io/config, '[1]', a YAML object"
  })
  void badAnnotationIsRefusedByName(String key, String value, String expected) {
    Pod pod = pod("deployment");
    pod.getMetadata().getAnnotations().put(key, value);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> inject(pod, ""))
        .withMessageContaining("Pod shop/cart: metadata.annotations[" + key + "]: found ")
        .withMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource({"port, http", "port, 15020", "scheme, gopher"})
  void targetThatTheProxyCannotScrapeIsRefused(String field, String value) {
    Pod pod = pod("metrics");
    pod.getMetadata().getAnnotations().put("prometheus.io/" + field, value);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> inject(pod, ""))
        .withMessageContaining("metadata.annotations[prometheus.io/" + field + "]: found " + value);
  }

  @Test
  void allBadAnnotationsAreNamedAtOnce() {
    Pod pod = pod("deployment");
    pod.getMetadata().getAnnotations().put("sidecar.istio.io/proxyCPU", "x");
    pod.getMetadata().getAnnotations().put("traffic.sidecar.istio.io/excludeInboundPorts", "x");
    pod.getMetadata().getAnnotations().put("sidecar.istio.io/userVolume", "x");
    pod.getMetadata().getAnnotations().put("proxy.istio.io/config", "{typo: 1, concurrency: x}");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> inject(pod, ""))
        .satisfies(e -> assertThat(e.errors()).hasSize(5));
  }

  @Test
  void containersOfTheProxyMayBeThereOnce() {
    Pod pod = pod("customised");
    pod.getSpec().getInitContainers().getFirst().setName("istio-proxy");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> inject(pod, ""))
        .withMessageContaining("spec: found two containers istio-proxy");
  }

  @Test
  void volumesOfTheProxyAreNotTheAuthors() {
    Pod pod = pod("customised");
    pod.getSpec().getVolumes().getFirst().setName("istio-token");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> inject(pod, ""))
        .withMessageContaining("spec.volumes: found a volume istio-token");
  }

  @Test
  void whatChangesNothingIsRemarked() throws ConfigException {
    Pod pod = pod("deployment");
    pod.getMetadata().getAnnotations().put("proxy.istio.io/config", "tracing: {sampling: 10}");
    pod.getMetadata().getAnnotations().put("sidecar.istio.io/componentLogLevel", "lua:debug");
    pod.getMetadata().getAnnotations().put("sidecar.istio.io/agentLogLevel", "wasm:debug");
    assertThat(new SidecarInjector(Injections.config("")).inject(pod, "shop").remarks())
        .extracting(ConfigError::problem)
        .satisfiesExactly(
            one -> assertThat(one).contains("[proxy.istio.io/config].tracing: found"),
            one -> assertThat(one).contains("found wasm, expected one of the scopes"),
            one -> assertThat(one).contains("found lua, expected one of the components"));
  }

  @Test
  void secondInjectionMayHaveAnotherStatusPort() throws ConfigException {
    Pod once = inject(pod("probes"), "");
    once.getMetadata().getAnnotations().put("status.sidecar.istio.io/port", "15999");
    Pod first = pod("probes");
    first.getMetadata().getAnnotations().put("status.sidecar.istio.io/port", "15999");
    assertThat(inject(once, "").getSpec()).isEqualTo(inject(first, "").getSpec());
  }

  @ParameterizedTest
  @CsvSource({
    "'image: a\nimages: b', data.values.images",
    "'image: [', data.values",
    "'imagePullPolicy: Always', data.values.image",
    "'image: a\nimagePullPolicy: Sometimes', data.values.imagePullPolicy",
    "'image: a\ncaptureMode: MAGIC', data.values.captureMode",
    "'image: a\ncapture: {excludeInboundPorts: x}', data.values.capture.excludeInboundPorts"
  })
  void badInjectionValuesAreNamed(String values, String field) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                InjectionConfig.parse(
                    new RevisionNames("v1"), "istio-system", "istio-ca-root-cert", values, ""))
        .satisfies(
            e ->
                assertThat(e.errors())
                    .allSatisfy(
                        error -> {
                          assertThat(error.resource())
                              .isEqualTo("ConfigMap istio-system/istio-sidecar-injector-v1");
                          assertThat(error.fieldPath()).isEqualTo(field);
                        }));
  }

  @Test
  void theRootsAreMountedUnderTheMeshsOwnName() throws ConfigException {
    InjectionConfig config =
        InjectionConfig.parse(
            new RevisionNames("v1"), "blue-system", "blue-roots", "image: meshwright/proxy:1", "");
    assertThat(
            new SidecarInjector(config)
                .inject(pod("deployment"), "shop")
                .pod()
                .getSpec()
                .getVolumes())
        .filteredOn(volume -> volume.getConfigMap() != null)
        .extracting(volume -> volume.getConfigMap().getName())
        .containsExactly("blue-roots");
  }

  @Test
  void valuesOfTheOperatorsMinimumAreEnough() {
    InjectionConfig config =
        Injections.config("imagePullPolicy: Never\nresources: {requests: {cpu: 1}, limits: {}}");
    assertThat(config.values().nativeSidecar()).isTrue();
    assertThat(config.values().imagePullSecrets()).isEqualTo(List.of());
  }

  private static Pod inject(Pod pod, String values) throws ConfigException {
    return new SidecarInjector(Injections.config(RESOURCES + values)).inject(pod, "shop").pod();
  }

  private static Pod pod(String name) {
    return Serialization.unmarshal(Golden.read("inject/" + name + ".in.yaml"), Pod.class);
  }
}
