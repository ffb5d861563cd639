package io.meshwright.operator.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.injection.InjectionSelectors.UnlabelledNamespaces;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.config.MeshImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code -Dgolden.update=true} writes the files; for a released version they must not change. */
final class RevisionManifestsTest {

  private static final Path APPROVED = Path.of("src/test/resources/manifests");
  private static final Path OBJECT_TABLE = Path.of("../docs/reference/objects.md");

  private static RevisionPlan plan(String spec) {
    MeshRevisionSpec parsed =
        new KubernetesSerialization().unmarshal("---\n" + spec, MeshRevisionSpec.class);
    Integer replicas = parsed.controlPlane().replicas();
    return new RevisionPlan(
        new RevisionNames("default-0-1-0-abc"),
        parsed,
        new MeshImages("meshwright/runtime:0.1.0", "meshwright/proxy:0.1.0"),
        replicas == null ? new Scaling(Optional.empty(), Optional.of(3)) : Scaling.fixed(replicas),
        "meshwright-system");
  }

  private static List<HasMetadata> everything(RevisionPlan plan) {
    List<HasMetadata> objects = new ArrayList<>(RevisionManifests.of(plan));
    objects.add(WebhookManifests.injection(plan, "cm9vdA=="));
    objects.add(WebhookManifests.validation(plan, "cm9vdA==", ValidationMode.PROVEN));
    objects.add(RevisionManifests.aliasService(plan.namespace(), plan.names().revision()));
    objects.add(
        WebhookManifests.tag(
            "default",
            plan.names(),
            plan.namespace(),
            UnlabelledNamespaces.NOT_INJECTED,
            "cm9vdA=="));
    objects.add(
        WebhookManifests.defaultValidation(
            plan.names(), plan.namespace(), "cm9vdA==", ValidationMode.UNPROVEN));
    return objects;
  }

  private static void assertApproved(String name, RevisionPlan plan) throws IOException {
    String yaml = everything(plan).stream().map(StableText::yaml).collect(Collectors.joining());
    Path approved = APPROVED.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(approved, yaml);
    }
    assertThat(yaml).isEqualTo(Files.readString(approved));
  }

  @Test
  void defaultsRenderAsApproved() throws IOException {
    assertApproved("0.1.0-defaults.yaml", plan("{version: 0.1.0, namespace: istio-system}"));
  }

  @Test
  void everyFieldRendersAsApproved() throws IOException {
    assertApproved(
        "0.1.0-full.yaml",
        plan(
            """
            version: 0.1.0
            namespace: mesh
            controlPlane:
              replicas: 3
              resources: {requests: {cpu: 500m}, limits: {memory: 2Gi}}
              nodeSelector: {pool: infra}
              tolerations: [{key: infra, operator: Exists, effect: NoSchedule}]
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]
            meshConfig:
              trustDomain: example.org
              outboundTrafficPolicy: {mode: REGISTRY_ONLY}
              enableAutoMtls: false
              connectTimeout: 3s
              defaultServiceExportTo: ['.']
            injection: {resources: {requests: {cpu: 10m}}, enableNamespacesByDefault: true}
            images: {pullPolicy: Always, pullSecrets: [regcred]}
            """));
  }

  @Test
  void autoscalingRendersAsApproved() throws IOException {
    assertApproved(
        "autoscaled.yaml",
        plan(
            """
            version: 9.9.9
            namespace: istio-system
            controlPlane:
              autoscaling: {minReplicas: 2, maxReplicas: 6, targetCPUUtilization: 70}
            """));
  }

  @Test
  void theObjectTableNamesEveryObject() throws IOException {
    String table = Files.readString(OBJECT_TABLE);
    assertThat(
            everything(
                plan("{version: 0.1.0, namespace: istio-system, controlPlane: {autoscaling: {}}}")))
        .allSatisfy(
            object ->
                assertThat(table)
                    .contains(
                        "| "
                            + object.getKind()
                            + " | `"
                            + object.getMetadata().getName().replace("default-0-1-0-abc", "REV")
                            + "` |"));
  }
}
