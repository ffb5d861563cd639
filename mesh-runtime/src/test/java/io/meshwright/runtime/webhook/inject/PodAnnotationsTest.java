package io.meshwright.runtime.webhook.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.meshwright.crd.naming.Annotations;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.ProxyConfigFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every annotation of Istio's changes the pod and refuses nonsense, or says why not. {@code
 * -Dgolden.update=true} writes the page.
 */
final class PodAnnotationsTest {

  private static final Path VALUES = Path.of("src/test/resources/fields/PodAnnotations.yaml");
  private static final Path PAGE = Path.of("../docs/reference/pod-annotations.md");
  private static final ObjectMapper YAML = new YAMLMapper();

  private static final String MODES = "`REDIRECT` and `TPROXY`; `NONE` is refused";

  /** What does not show in the pod alone. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          Annotations.SIDECAR_INJECT, "works: `true` or another word; the label wins",
          Annotations.SIDECAR_STATUS, "written by the injection",
          Annotations.PROXY_OVERRIDES, "written by the injection",
          Annotations.PROXY_IMAGE_TYPE, "`default` and `distroless`: there are no other images",
          Annotations.INTERCEPTION_MODE, MODES);

  private final SortedMap<String, String> states = new TreeMap<>(ELSEWHERE);

  @Test
  void everyAnnotationWorksOrIsNamed() throws Exception {
    for (Map.Entry<String, JsonNode> values : YAML.readTree(VALUES.toFile()).properties()) {
      String key = values.getKey();
      boolean changes =
          !inject(key, values.getValue().path(0).asText()).equals(Serialization.asYaml(plain()));
      assertThat(changes || states.containsKey(key)).as(key).isTrue();
      states.putIfAbsent(key, "works");
      refused(key, values.getValue().path(1).asText());
    }
    PodAnnotations.WITHOUT_EFFECT.forEach(
        (key, why) -> {
          assertThat(remarks(key)).as(key).containsExactly(AnnotationReader.field(key));
          states.put(key, why.replace("nothing: ", "no effect: "));
        });
    PodAnnotations.REFUSED.forEach(
        (key, why) -> {
          refused(key, "1");
          states.put(key, "refused: " + why.replace("no such annotation: ", ""));
        });
    assertThat(states.keySet()).containsAll(PodAnnotations.READ);
    assertPage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sidecar.istio.io/proxyCpu",
        "traffic.sidecar.istio.io/excludeOutboundPort",
        "proxy.istio.io/configs",
        "readiness.status.sidecar.istio.io/timeoutSeconds"
      })
  void misspeltAnnotationIsRefused(String key) {
    refused(key, "1");
  }

  private void assertPage() throws IOException {
    StringBuilder page =
        new StringBuilder(
            """
            # Annotations of pods

            What becomes of Istio's annotations where pods are injected, by the webhook and by `inject` for files. *works*: it does what
            Istio's documentation says, and a value that cannot be meant is refused: the message names the annotation, what was found and
            what was expected. *no effect*: the pod is admitted with a warning, which is in the control plane's log, too. Other
            annotations under Istio's prefixes are refused by their names.

            A container `istio-proxy` or `istio-init` that the pod brings is laid over the injector's: what it says stays, and `image: auto`
            takes the injector's image. It may stand among the containers or the init containers.

            | annotation | state |
            |---|---|
            """);
    states.forEach((key, state) -> page.append("| `%s` | %s |\n".formatted(key, state)));
    page.append(
        """

        ## Meshwright's own

        For the operator; injection does not read them.

        | annotation | where | |
        |---|---|---|
        | `%s` | workload, its pod template, its namespace | `InPlace` or `Rollout`: [how sidecars are upgraded](../in-place-sidecars.md#one-workload-or-one-namespace) |
        | `%s` | workload, its namespace | `never`, `now` or `wave`: [when workloads are restarted](../data-plane-waves.md#opt-out-or-go-first) |
        """
            .formatted(OperatorNames.SIDECAR_UPGRADE_MODE, OperatorNames.PROXY_UPDATE));
    page.append(
        """

        ## `proxy.istio.io/config`

        Fields of Istio's `ProxyConfig`, also in `defaultConfig` of the mesh configuration. Others are refused in the annotation;
        in the mesh configuration they are left out, and each injected pod has a warning.

        | field | state |
        |---|---|
        """);
    SortedMap<String, String> fields = new TreeMap<>();
    ProxyConfigFields.OF_PROXY.forEach(field -> fields.put(field, "works"));
    ProxyConfigFields.OF_INJECTOR.forEach(field -> fields.put(field, "works"));
    fields.put(ProxyConfigFields.INTERCEPTION_MODE, MODES);
    ProxyConfigFields.WITHOUT_EFFECT.forEach(field -> fields.put(field, "no effect"));
    fields.forEach((field, state) -> page.append("| `%s` | %s |\n".formatted(field, state)));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
  }

  private static void refused(String key, String value) {
    assertThatExceptionOfType(ConfigException.class)
        .as(key)
        .isThrownBy(() -> inject(key, value))
        .satisfies(
            e ->
                assertThat(e.errors())
                    .extracting(ConfigError::fieldPath)
                    .allMatch(path -> path.startsWith(AnnotationReader.field(key))));
  }

  private static Iterable<String> remarks(String key) {
    try {
      return injected(key, "1").remarks().stream().map(ConfigError::fieldPath).toList();
    } catch (ConfigException e) {
      throw new AssertionError(key, e);
    }
  }

  /** Without the annotation itself. */
  private static String inject(String key, String value) throws ConfigException {
    Pod pod = injected(key, value).pod();
    pod.getMetadata().getAnnotations().remove(key);
    return Serialization.asYaml(pod);
  }

  private static Pod plain() throws ConfigException {
    return injected("note", "mine")
        .pod()
        .edit()
        .editMetadata()
        .removeFromAnnotations("note")
        .endMetadata()
        .build();
  }

  private static Injected injected(String key, String value) throws ConfigException {
    Pod pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: cart, annotations: {prometheus.io/scrape: "true"}}
            spec:
              containers:
              - name: app
                image: app
                livenessProbe: {httpGet: {path: /live, port: 8080}}
              volumes: [{name: data, emptyDir: {}}]
            """,
            Pod.class);
    pod.getMetadata().getAnnotations().put(key, value);
    return new SidecarInjector(Injections.config("")).inject(pod, "shop");
  }
}
