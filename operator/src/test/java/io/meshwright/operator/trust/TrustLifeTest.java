package io.meshwright.operator.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.meshwright.crd.condition.ConditionType;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Followers;
import io.meshwright.crd.mesh.v1alpha1.TrustStatus.Phase;
import io.meshwright.operator.FakeCluster;
import io.meshwright.operator.MeshUnderTest;
import io.meshwright.operator.certificate.CertificateMaker;
import io.meshwright.operator.certificate.OwnMaterial;
import io.meshwright.operator.certificate.Pem;
import io.meshwright.operator.certificate.Renewal;
import io.meshwright.operator.event.ToldCluster;
import io.meshwright.operator.sessions.ReplicaTrust;
import io.meshwright.operator.sessions.TrustAnswers.Answer;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.WorkloadTrust;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The root of a mesh is replaced while everybody uses it. */
@SuppressWarnings("NullAway.Init") // set before each test
final class TrustLifeTest {

  private static final long PROXIES = 3;
  private static final Duration ROOT_LIFE = Duration.ofDays(3650);

  private final FakeCluster cluster = new FakeCluster();
  private final List<String> told = new ArrayList<>();
  private MeshUnderTest mesh =
      new MeshUnderTest(
          cluster,
          new ToldCluster(cluster, event -> told.add(event.reason().word() + " " + event.note())));

  /** Every root that was ever kept. */
  private final Set<X509Certificate> seen = new HashSet<>();

  private X509Certificate first;

  @BeforeEach
  void install() throws ConfigException {
    OwnMaterial made = material();
    first = made.roots().getFirst();
    installation("{}");
    mesh.rollOut();
    stored("istio-ca-secret", made);
    runtimeFollows(PROXIES);
    mesh.settle();
  }

  private OwnMaterial material() {
    return new Renewal(new CertificateMaker(new SecureRandom()), List.of("any"))
        .next(null, cluster.now)
        .orElseThrow();
  }

  private void installation(String rotation) {
    mesh.installation("default", "{rootRotation: " + rotation + "}");
  }

  private void stored(String name, OwnMaterial made) {
    cluster.put(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("istio-system")
            .withName(name)
            .endMetadata()
            .addToData("ca-cert.pem", base64(Pem.of(made.roots())))
            .addToData("ca-key.pem", base64(Pem.of(made.rootKey())))
            .addToData("root-cert.pem", base64(Pem.of(made.roots())))
            .build());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Secret secret() {
    return cluster.get(Secret.class, "istio-system", "istio-ca-secret").orElseThrow();
  }

  /** A replica takes what is stored, publishes it, and so many of its proxies have followed. */
  private void runtimeFollows(long followers) throws ConfigException {
    OwnAuthority authority = OwnAuthority.parse(secret());
    authority.next().ifPresent(seen::add);
    seen.addAll(authority.stored().roots());
    cluster.publish("istio-ca-root-cert", "istio-system", Pem.of(authority.stored().roots()));
    answers(authority.stored(), followers);
  }

  private void answers(StoredAuthority stored, long followers) {
    ReplicaTrust following =
        new ReplicaTrust(
            WorkloadTrust.fingerprint(stored.signing()),
            stored.roots().stream().map(WorkloadTrust::fingerprint).collect(Collectors.toSet()),
            followers,
            followers,
            "");
    mesh.trust.put(mesh.active(), Map.of("istiod-0", new Answer.Said(following, PROXIES)));
  }

  private void command(String word) {
    cluster.annotate(mesh.installation("default"), "meshwright.io/rotate-root", word);
    mesh.settle();
  }

  private TrustStatus trust() {
    return Objects.requireNonNull(mesh.installation("default").getStatus().trust());
  }

  private List<String> roles() {
    return trust().roots().stream().map(root -> root.role().name()).toList();
  }

  private void passes(Duration time) {
    cluster.now = cluster.now.plus(time);
    mesh.settle();
  }

  /** Everybody follows each step at once. */
  private void completes() throws ConfigException {
    for (int step = 0; step < 8 && trust().phase() != Phase.Stable; step++) {
      runtimeFollows(PROXIES);
      mesh.settle();
      passes(RotationPlanner.MOUNTED);
    }
    assertThat(trust().phase()).isEqualTo(Phase.Stable);
  }

  @Test
  @DisplayName(
      "LC-trust: a root is prepared, distributed, activated and retired, each step awaited")
  void aRootIsReplacedStepByStep() throws ConfigException {
    assertThat(mesh.condition(ConditionType.TRUST_VALID)).isEqualTo("True RootTrusted");
    command("now");
    assertThat(trust().phase()).isEqualTo(Phase.Distributing);
    assertThat(roles()).containsExactly("Signing", "Trusted");
    assertThat(mesh.installation("default").getMetadata().getAnnotations())
        .doesNotContainKey("meshwright.io/rotate-root");
    assertThat(trust().message())
        .isEqualTo("control plane istiod-0 does not have the stored roots yet");

    runtimeFollows(2);
    mesh.settle();
    assertThat(trust().message()).startsWith("mounted ConfigMaps have followed at ");
    passes(RotationPlanner.MOUNTED);
    assertThat(trust().message()).startsWith("2 of 3 proxies trust the new root; the others ");
    assertThat(trust().proxies()).isEqualTo(new Followers(3, 2, 2));

    runtimeFollows(PROXIES);
    mesh.settle();
    assertThat(trust().phase()).isEqualTo(Phase.Activating);
    assertThat(OwnAuthority.parse(secret()).stored().signing()).isNotEqualTo(first);
    assertThat(secret().getData()).doesNotContainKey("next-ca-key.pem");

    runtimeFollows(1);
    mesh.settle();
    assertThat(trust().message()).startsWith("1 of 3 proxies have a certificate of the new root");
    runtimeFollows(PROXIES);
    mesh.settle();
    assertThat(trust().phase()).isEqualTo(Phase.Retiring);
    assertThat(mesh.condition(ConditionType.TRUST_VALID)).isEqualTo("True RootRotating");

    runtimeFollows(PROXIES);
    mesh.settle();
    assertThat(trust().phase()).isEqualTo(Phase.Stable);
    assertThat(trust().cause()).isEqualTo(TrustStatus.Cause.Requested);
    assertThat(OwnAuthority.parse(secret()).stored().roots()).hasSize(1).doesNotContain(first);
    assertThat(told.stream().filter(event -> event.startsWith("RootRotation")))
        .extracting(event -> event.split("[ :]", -1)[1])
        .containsSubsequence("Distributing", "Activating", "Retiring", "done");
  }

  @Test
  @DisplayName("LC-trust: an operator that dies at any write is followed by one that goes on")
  void anOperatorThatDiesAtAnyWriteIsFollowedByOneThatGoesOn() throws ConfigException {
    for (int survived = 0; survived < 12; survived++) {
      X509Certificate before = OwnAuthority.parse(secret()).stored().signing();
      seen.clear();
      cluster.killWriterAfter(survived);
      try {
        command("now");
        completes();
      } catch (FakeCluster.Killed killed) {
        // the next one begins with what it left
      }
      cluster.spareWriters();
      MeshUnderTest successor = new MeshUnderTest(cluster);
      successor.trust.putAll(mesh.trust);
      mesh = successor;
      mesh.settle();
      completes();
      if (mesh.installation("default").getMetadata().getAnnotations() != null
          && mesh.installation("default")
              .getMetadata()
              .getAnnotations()
              .containsKey("meshwright.io/rotate-root")) {
        mesh.settle();
        completes();
      }
      List<X509Certificate> roots = OwnAuthority.parse(secret()).stored().roots();
      assertThat(roots).as("killed at write %d", survived).hasSize(1).doesNotContain(before);
      seen.add(before);
      assertThat(seen).as("killed at write %d: one new root only", survived).hasSize(2);
    }
  }

  @Test
  void proxiesThatDoNotSayAreWaitedForAndNoLonger() throws ConfigException {
    command("now");
    runtimeFollows(0);
    passes(Duration.ofHours(23));
    assertThat(trust().phase()).isEqualTo(Phase.Distributing);
    passes(Duration.ofHours(1));
    assertThat(trust().phase()).isEqualTo(Phase.Activating);
    runtimeFollows(0);
    passes(Duration.ofHours(23));
    assertThat(trust().phase()).isEqualTo(Phase.Activating);
    passes(Duration.ofHours(1));
    assertThat(trust().phase()).isEqualTo(Phase.Retiring);
  }

  @Test
  void aPodWhoseProxyIsNotConnectedIsWaitedFor() throws ConfigException {
    for (int i = 0; i <= PROXIES; i++) {
      Pod pod =
          new PodBuilder()
              .withNewMetadata()
              .withNamespace("shop")
              .withName("cart-" + i)
              .addToAnnotations("istio.io/rev", mesh.active())
              .endMetadata()
              .build();
      cluster.put(pod);
    }
    command("now");
    runtimeFollows(PROXIES);
    passes(RotationPlanner.MOUNTED);
    assertThat(trust().message()).startsWith("3 of 4 proxies trust the new root");
  }

  @Test
  void aUserCanGoOnOrGiveUpButNoControlPlaneIsLeftBehind() throws ConfigException {
    command("now");
    command("activate");
    assertThat(trust().phase()).isEqualTo(Phase.Distributing);
    runtimeFollows(0);
    passes(RotationPlanner.MOUNTED);
    assertThat(trust().phase()).isEqualTo(Phase.Activating);
    command("abort");
    assertThat(trust().phase()).isEqualTo(Phase.Activating);
    assertThat(mesh.installation("default").getMetadata().getAnnotations()).isEmpty();
    runtimeFollows(0);
    command("retire");
    assertThat(trust().phase()).isEqualTo(Phase.Retiring);
  }

  @Test
  void aRootThatDoesNotSignYetCanBeGivenUp() throws ConfigException {
    command("now");
    runtimeFollows(1);
    command("abort");
    assertThat(trust().phase()).isEqualTo(Phase.Stable);
    assertThat(OwnAuthority.parse(secret()).stored().roots()).containsExactly(first);
    assertThat(secret().getData()).doesNotContainKeys("next-ca-cert.pem", "next-ca-key.pem");
  }

  @Test
  void aControlPlaneThatCannotFollowHoldsTheChangeBack() throws ConfigException {
    mesh.trust.put(mesh.active(), Map.of("istiod-0", new Answer.Unable()));
    command("now");
    assertThat(trust().phase()).isEqualTo(Phase.Stable);
    assertThat(trust().message()).contains("control plane istiod-0 has a version that can follow");
    runtimeFollows(PROXIES);
    mesh.settle();
    assertThat(trust().phase()).isEqualTo(Phase.Distributing);
  }

  @Test
  void aNamespaceWithOldRootsHoldsTheChangeBack() throws ConfigException {
    cluster.publish("istio-ca-root-cert", "shop", Pem.of(List.of(first)));
    command("now");
    runtimeFollows(PROXIES);
    passes(RotationPlanner.MOUNTED);
    assertThat(trust().message()).contains("ConfigMap shop/istio-ca-root-cert");
  }

  @Test
  void anExpiringRootIsReplacedByItself() throws ConfigException {
    assertThat(trust().nextRotation()).isNotNull();
    passes(ROOT_LIFE.minus(Duration.ofDays(91)));
    assertThat(trust().phase()).isEqualTo(Phase.Stable);
    passes(Duration.ofDays(2));
    assertThat(trust().phase()).isEqualTo(Phase.Distributing);
    assertThat(trust().cause()).isEqualTo(TrustStatus.Cause.Expiring);
    completes();
    assertThat(trust().roots()).hasSize(1);
  }

  @Test
  void aScheduleReplacesTheRootOnce() throws ConfigException {
    installation("{schedule: '0 3 1 * *'}");
    mesh.settle();
    assertThat(trust().nextRotation()).isEqualTo("2026-02-01T03:00:00Z");
    passes(Duration.ofDays(31));
    assertThat(trust().cause()).isEqualTo(TrustStatus.Cause.Scheduled);
    completes();
    mesh.settle();
    assertThat(trust().phase()).isEqualTo(Phase.Stable);
    assertThat(trust().nextRotation()).isEqualTo("2026-03-01T03:00:00Z");
  }

  @Test
  void aManualRootThatExpiresIsSaidSo() {
    installation("{mode: Manual}");
    passes(ROOT_LIFE.minus(Duration.ofDays(89)));
    assertThat(trust().phase()).isEqualTo(Phase.Stable);
    assertThat(mesh.condition(ConditionType.TRUST_VALID)).isEqualTo("False RootExpiring");
    assertThat(told).anyMatch(event -> event.startsWith("TrustBroken the root ends at "));
  }

  @Test
  void aUsersAuthorityIsNeverReplaced() throws ConfigException {
    OwnMaterial users = material();
    stored("cacerts", users);
    cluster.publish("istio-ca-root-cert", "istio-system", Pem.of(users.roots()));
    command("now");
    assertThat(trust().source()).isEqualTo(TrustStatus.Source.PlugIn);
    assertThat(trust().phase()).isEqualTo(Phase.Stable);
    assertThat(trust().message()).contains("Secret cacerts is the user's to replace");
    assertThat(cluster.writes).noneMatch(write -> write.startsWith("replace"));
  }

  @Test
  @DisplayName("LC-trust: a restored authority that workloads do not trust is refused")
  void aRestoredAuthorityOfAnotherMeshIsRefused() {
    stored("istio-ca-secret", material());
    mesh.settle();
    assertThat(mesh.condition(ConditionType.TRUST_VALID)).isEqualTo("False AuthorityRefused");
    cluster.delete(secret());
    mesh.settle();
    assertThat(mesh.condition(ConditionType.TRUST_VALID)).isEqualTo("False AuthorityMissing");
  }

  @Test
  void aStepThatTheApiServerRefusesIsSaidAndTriedAgain() {
    cluster.refuses = key -> key.kind().equals("Secret");
    command("now");
    assertThat(mesh.condition(ConditionType.TRUST_VALID)).isEqualTo("False ApplyFailed");
    cluster.refuses = _ -> false;
    mesh.settle();
    assertThat(trust().phase()).isEqualTo(Phase.Distributing);
  }

  @Test
  void whyAControlPlaneRefusesTheAuthorityIsSaid() {
    ReplicaTrust refusing = new ReplicaTrust("x", Set.of("x"), 0, 0, "it is broken");
    mesh.trust.put(mesh.active(), Map.of("istiod-0", new Answer.Said(refusing, 0)));
    mesh.settle();
    assertThat(mesh.condition(ConditionType.TRUST_VALID)).isEqualTo("False AuthorityRefused");
    assertThat(told).contains("TrustBroken control plane istiod-0: it is broken");
  }
}
