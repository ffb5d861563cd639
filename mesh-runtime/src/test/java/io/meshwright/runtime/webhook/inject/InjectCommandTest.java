package io.meshwright.runtime.webhook.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.meshwright.runtime.config.CommandLines;
import io.meshwright.runtime.testing.CommandRun;
import io.meshwright.runtime.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

final class InjectCommandTest {

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: cart, namespace: shop}
      spec:
        selector: {matchLabels: {app: cart}}
        template:
          metadata: {labels: {app: cart}}
          spec: {containers: [{name: cart, image: cart, futureField: kept}]}
      """;

  @TempDir private Path directory;

  @Command(name = "runtime")
  private static final class Program {}

  @Test
  void deploymentAndWhatStandsBesideItAreAsApproved() throws IOException {
    String service =
        """
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec: {ports: [{port: 80}]}
        """;
    CommandRun run = inject(DEPLOYMENT + service);

    assertThat(run.err()).isEmpty();
    Golden.assertMatches("inject/workload-file.yaml", run.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController", "Job"})
  void eachKindOfWorkloadGetsProxies(String kind) throws IOException {
    JsonNode injected = injected(DEPLOYMENT.replace("kind: Deployment", "kind: " + kind));

    assertThat(names(injected.at("/spec/template/spec"))).contains("cart", "istio-proxy");
  }

  @Test
  void podsCronJobsAndListsGetProxies() throws IOException {
    String pod =
        """
        {apiVersion: v1, kind: Pod, metadata: {name: cart}, spec: {containers: [{name: cart, image: cart}]}}
        """;
    String cron =
        """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: cart}
        spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: cart, image: cart}]}}}}}
        """;

    assertThat(names(injected(pod).at("/spec"))).contains("cart", "istio-proxy");
    assertThat(names(injected(cron).at("/spec/jobTemplate/spec/template/spec")))
        .contains("cart", "istio-proxy");
    assertThat(
            names(
                injected("{apiVersion: v1, kind: List, items: [" + pod.strip() + "]}")
                    .at("/items/0/spec")))
        .contains("cart", "istio-proxy");
  }

  @Test
  void whoeverWantsNoProxyGetsNone() throws IOException {
    String unwilling =
        DEPLOYMENT.replace(
            "metadata: {labels: {app: cart}}",
            "metadata: {labels: {app: cart, sidecar.istio.io/inject: 'false'}}");

    assertThat(injected(unwilling)).isEqualTo(new YAMLMapper().readTree(unwilling));
  }

  @Test
  void injectingTwiceIsInjectingOnce() throws IOException {
    String once = inject(DEPLOYMENT).out();

    assertThat(inject(once).out()).isEqualTo(once);
  }

  @Test
  void whatCannotBeGivenIsNamed() throws IOException {
    CommandRun run =
        inject(
            DEPLOYMENT.replace(
                "metadata: {labels: {app: cart}}",
                "metadata: {annotations: {sidecar.istio.io/interceptionMode: NONE}}"));

    assertThat(run.code()).isNotZero();
    assertThat(run.err()).contains("sidecar.istio.io/interceptionMode");
  }

  private JsonNode injected(String documents) throws IOException {
    CommandRun run = inject(documents);
    assertThat(run.err()).isEmpty();
    return new YAMLMapper().readTree(run.out());
  }

  private static List<String> names(JsonNode spec) {
    List<String> names = new ArrayList<>();
    for (String containers : List.of("initContainers", "containers")) {
      spec.path(containers).forEach(container -> names.add(container.path("name").asText()));
    }
    return names;
  }

  private CommandRun inject(String documents) throws IOException {
    Path file = Files.writeString(directory.resolve("workloads.yaml"), documents);
    Path values =
        Files.writeString(directory.resolve("values.yaml"), "image: meshwright/proxy:0.1.0\n");
    return CommandRun.of(
        CommandLines.of(new Program(), List.of(new InjectCommand()), Map.of()),
        "inject",
        "-f",
        file.toString(),
        "--values",
        values.toString());
  }
}
