package io.meshwright.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallationStatus;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagSpec.TargetRef;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTagStatus;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.revision.Usage.Verdict;
import io.meshwright.operator.sessions.ProxyCounts;
import io.meshwright.operator.sessions.SessionCounts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two revisions: {@code a} has the default, {@code b} only its name. */
final class UsageTest {

  private final FakeCluster cluster = new FakeCluster();
  private SessionCounts sessions = new SessionCounts(true, Map.of());
  private final Usages usages = new Usages(cluster, cluster, _ -> sessions);

  @BeforeEach
  void twoRevisions() {
    revision("a", "{version: 1.0.0, namespace: istio-system}");
    revision("b", "{version: 1.0.0, namespace: istio-system}");
    installation("a");
  }

  @DisplayName("LC-E1: labels decide which revision is in use")
  @ParameterizedTest(name = "namespace [{0}] pod [{1}] injected by [{2}]: {3}")
  @CsvSource({
    // namespace alone
    "'', , , none",
    "istio-injection=enabled, , , a",
    "istio-injection=disabled, , , none",
    "istio.io/rev=b, , , b",
    "istio.io/rev=default, , , a",
    "istio.io/rev=unknown, , , none",
    "istio-injection=enabled istio.io/rev=b, , , a",
    "istio-injection=disabled istio.io/rev=b, , , b",
    // a pod in a namespace that names nothing
    "'', '', , none",
    "'', sidecar.istio.io/inject=true, , a",
    "'', sidecar.istio.io/inject=false, , none",
    "'', istio.io/rev=b, , b",
    "'', istio.io/rev=default, , a",
    "'', sidecar.istio.io/inject=true istio.io/rev=b, , b",
    "'', sidecar.istio.io/inject=false istio.io/rev=b, , none",
    "'', '', b, b",
    "'', sidecar.istio.io/inject=false, b, b",
    "istio-injection=disabled, sidecar.istio.io/inject=true, , a",
    // a pod whose namespace names the default
    "istio-injection=enabled, istio.io/rev=b, , a",
    "istio-injection=enabled, sidecar.istio.io/inject=true istio.io/rev=b, , a",
    "istio-injection=enabled, sidecar.istio.io/inject=false, , a",
    "istio-injection=enabled, '', b, a b",
    // a pod whose namespace names a revision
    "istio.io/rev=b, sidecar.istio.io/inject=true, , b",
    "istio.io/rev=b, istio.io/rev=default, , b",
    "istio.io/rev=b, '', a, a b",
    "istio.io/rev=b, sidecar.istio.io/inject=false, a, a b",
    // both labels on the namespace
    "istio-injection=enabled istio.io/rev=b, istio.io/rev=b, , a",
    "istio-injection=enabled istio.io/rev=b, '', b, a b",
  })
  void labelMatrix(
      String namespace, @Nullable String pod, @Nullable String injectedBy, String inUse) {
    namespace("shop", namespace);
    if (pod != null) {
      cluster.put(pod("shop", pod, injectedBy));
    }

    List<String> expected = inUse.equals("none") ? List.of() : List.of(inUse.split(" ", -1));
    assertThat(
            List.of("a", "b").stream()
                .filter(revision -> verdict(revision) == Verdict.IN_USE)
                .toList())
        .isEqualTo(expected);
  }

  @DisplayName("LC-E1: a pinned default injects namespaces without labels")
  @Test
  void enableNamespacesByDefaultPinsTheRevisionOfTheDefault() {
    revision(
        "a",
        "{version: 1.0.0, namespace: istio-system, injection: {enableNamespacesByDefault: true}}");
    revision(
        "b",
        "{version: 1.0.0, namespace: istio-system, injection: {enableNamespacesByDefault: true}}");

    assertThat(verdict("a")).isEqualTo(Verdict.IN_USE);
    assertThat(verdict("b")).isEqualTo(Verdict.UNUSED);
  }

  @DisplayName("LC-E2: a pod that has ended holds no revision")
  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void endedPodsDoNotCount(String phase) {
    Pod pod = pod("shop", "istio.io/rev=b", "b");
    cluster.put(pod.edit().withNewStatus().withPhase(phase).endStatus().build());

    assertThat(verdict("b")).isEqualTo(Verdict.UNUSED);
  }

  @DisplayName("LC-E3: what cannot be listed makes usage unknown")
  @ParameterizedTest
  @ValueSource(classes = {io.fabric8.kubernetes.api.model.Namespace.class, Pod.class})
  void brokenWatchesAreNotTakenForAbsence(Class<?> kind) {
    cluster.unseen.add(kind);

    assertThat(verdict("b")).isEqualTo(Verdict.UNKNOWN);
    assertThat(usage("b").message()).isEqualTo("cannot watch " + kind.getSimpleName());
  }

  @Test
  void oneSightingIsEnoughWhateverElseIsUnseen() {
    cluster.unseen.add(Pod.class);
    sessions = SessionCounts.unknown();
    namespace("shop", "istio.io/rev=b");

    assertThat(verdict("b")).isEqualTo(Verdict.IN_USE);
  }

  @Test
  void connectedProxiesHoldARevisionThatNoLabelNames() {
    sessions = new SessionCounts(true, Map.of("elsewhere", new ProxyCounts(2, 0)));

    assertThat(verdict("b")).isEqualTo(Verdict.IN_USE);
    assertThat(usage("b").message()).isEqualTo("0 namespaces, 0 pods, 0 tags, 2 connected proxies");
  }

  @Test
  void unknownSessionsKeepARevision() {
    sessions = SessionCounts.unknown();

    assertThat(verdict("b")).isEqualTo(Verdict.UNKNOWN);
  }

  @DisplayName("LC-G2: a tag holds a revision, used or not")
  @Test
  void tagsHoldTheirRevision() {
    tag("prod", "b", null);
    assertThat(verdict("b")).isEqualTo(Verdict.IN_USE);
    assertThat(usages.ofTag("prod").none()).isTrue();

    namespace("shop", "istio.io/rev=prod");
    assertThat(usages.ofTag("prod").namespaces()).isEqualTo(1);
  }

  @Test
  void aNameOnANamespaceFollowsItsTag() {
    namespace("shop", "istio.io/rev=prod");
    assertThat(verdict("b")).isEqualTo(Verdict.UNUSED);

    tag("prod", "b", "b");
    assertThat(usage("b").namespaces()).isEqualTo(1);
    assertThat(usage("a").namespaces()).isZero();
  }

  @Test
  void anExplicitDefaultTagTakesTheDefaultFromTheInstallation() {
    namespace("shop", "istio-injection=enabled");
    tag("default", "b", "b");

    assertThat(verdict("a")).isEqualTo(Verdict.UNUSED);
    assertThat(usage("b").namespaces()).isEqualTo(1);
  }

  @Test
  void theTargetOfANamespaceIsWhatItsNextPodGets() {
    InjectionTargets targets = new InjectionTargets(cluster);
    namespace("shop", "istio-injection=enabled");
    namespace("plain", "");

    assertThat(targets.ofNamespace("shop").orElseThrow().revision()).isEqualTo("a");
    assertThat(targets.ofNamespace("plain")).isEmpty();
    assertThat(targets.ofNamespace("absent")).isEmpty();
  }

  private Verdict verdict(String revision) {
    return usage(revision).verdict();
  }

  private Usage usage(String revision) {
    return usages.ofRevision(cluster.get(MeshRevision.class, null, revision).orElseThrow());
  }

  private void revision(String name, String spec) {
    MeshRevision revision = new MeshRevision();
    revision.setMetadata(new ObjectMetaBuilder().withName(name).build());
    revision.setSpec(cluster.serialization.unmarshal("---\n" + spec, MeshRevisionSpec.class));
    cluster.put(revision);
  }

  private void installation(String active) {
    MeshInstallation installation = new MeshInstallation();
    installation.setMetadata(new ObjectMetaBuilder().withName("default").build());
    installation.setSpec(MeshInstallationSpec.defaults());
    installation.setStatus(
        cluster.serialization.unmarshal(
            "---\n{activeRevision: " + active + "}", MeshInstallationStatus.class));
    cluster.put(installation);
  }

  private void tag(String name, String target, @Nullable String follows) {
    MeshRevisionTag tag = new MeshRevisionTag();
    tag.setMetadata(new ObjectMetaBuilder().withName(name).build());
    tag.setSpec(new MeshRevisionTagSpec(new TargetRef(TargetRef.Kind.MeshRevision, target)));
    if (follows != null) {
      tag.setStatus(
          cluster.serialization.unmarshal(
              "---\n{revision: " + follows + "}", MeshRevisionTagStatus.class));
    }
    cluster.put(tag);
  }

  private void namespace(String name, String labels) {
    cluster.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .withLabels(labels(labels))
            .endMetadata()
            .build());
  }

  private static Pod pod(String namespace, String labels, @Nullable String injectedBy) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("pod")
        .withNamespace(namespace)
        .withLabels(labels(labels))
        .withAnnotations(
            Optional.ofNullable(injectedBy).map(by -> Map.of("istio.io/rev", by)).orElse(Map.of()))
        .endMetadata()
        .build();
  }

  private static Map<String, String> labels(String words) {
    return Arrays.stream(words.split(" ", -1))
        .filter(word -> !word.isEmpty())
        .map(word -> word.split("=", 2))
        .collect(Collectors.toMap(word -> word[0], word -> word[1]));
  }
}
