package io.meshwright.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meshwright.e2e.cluster.Patience;
import io.meshwright.e2e.cluster.TestCluster;
import io.meshwright.e2e.cluster.TestNamespace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The control plane serves those who can prove who they are, and only as who they are. */
@MeshTest
final class IdentityIT {

  private static final String AUDIENCE = "istio-ca";

  /** Kind of a subject alternative name (RFC 5280, 4.2.1.6). */
  private static final int URI = 6;

  private Pod runtime;
  private CertificateClient authority;

  @BeforeEach
  void connect(TestNamespace namespace, Mesh mesh) throws Exception {
    runtime = mesh.runtimes().getFirst();
    rootConfigMap(namespace)
        .waitUntilCondition(Objects::nonNull, Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    authority = CertificateClient.open(mesh, runtime, namespace.name());
  }

  @AfterEach
  void disconnect() throws Exception {
    authority.close();
  }

  @Test
  void ownNameIsCertified(TestNamespace namespace) throws Exception {
    assertThat(
            authority
                .request(token(namespace, AUDIENCE), name(namespace, "default"))
                .getSubjectAlternativeNames())
        .containsExactly(List.of(URI, name(namespace, "default")));
  }

  @Test
  void foreignNameIsRefused(TestNamespace namespace, Mesh mesh) {
    double before = mesh.metrics(runtime).sum("citadel_server_csr_refused_count");
    String own = name(namespace, "default");
    String foreign = name(namespace, "somebody-else");
    assertThatThrownBy(() -> authority.request(token(namespace, AUDIENCE), foreign))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT))
        .hasMessageContaining(
            "CertificateRequest of %s: subjectAltName: found URI:%s, expected URI:%s or none"
                .formatted(own, foreign, own));
    assertThat(mesh.metrics(runtime).sum("citadel_server_csr_refused_count")).isEqualTo(before + 1);
  }

  @Test
  void tokenForSomebodyElseIsRefused(TestNamespace namespace, Mesh mesh) {
    double before = mesh.metrics(runtime).sum("citadel_server_authentication_failure_count");
    assertThatThrownBy(
            () -> authority.request(token(namespace, "elsewhere"), name(namespace, "default")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED))
        .hasMessageContaining("elsewhere")
        .hasMessageContaining("istio-ca");
    assertThat(mesh.metrics(runtime).sum("citadel_server_authentication_failure_count"))
        .isGreaterThan(before);
  }

  @Test
  void proxyWithAForeignTokenSaysWhyAndIsNeverReady(TestCluster cluster, TestNamespace namespace) {
    namespace.label("istio-injection", "enabled");
    Pod injected =
        Patience.await("pods are injected")
            .until(
                () -> namespace.client().resource(pod(cluster, namespace)).dryRun().create(),
                admitted -> !admitted.getSpec().getInitContainers().isEmpty());
    namespace.client().resource(withAudience(injected, "honest", AUDIENCE)).create();
    namespace.client().resource(withAudience(injected, "impostor", "elsewhere")).create();

    // the same pod with the right token: nothing else is wrong with it
    namespace.awaitPods("honest", 1);
    Pattern refusal =
        Pattern.compile(
            "no certificate from \\S*istiod\\S*: UNAUTHENTICATED: .*elsewhere.*istio-ca");
    Patience.await("the refused proxy says why, more than once")
        .ignoreExceptions()
        .until(
            () -> refusal.matcher(namespace.logs("impostor", "istio-proxy")).results().count() > 1);
    Pod impostor =
        namespace.client().pods().inNamespace(namespace.name()).withName("impostor").require();
    assertThat(Readiness.getInstance().isReady(impostor)).isFalse();
    assertThat(impostor.getStatus().getInitContainerStatuses())
        .filteredOn(status -> status.getName().equals("istio-proxy"))
        .singleElement()
        .satisfies(
            status -> {
              assertThat(status.getStarted()).isNotEqualTo(true);
              assertThat(status.getRestartCount()).isZero();
            });
  }

  @Test
  void rootsComeBackWhenSomebodyDeletesThem(TestNamespace namespace) {
    ConfigMap before = rootConfigMap(namespace).require();
    rootConfigMap(namespace).delete();
    ConfigMap after =
        Patience.await("the roots are back")
            .until(
                () -> rootConfigMap(namespace).get(),
                found ->
                    found != null
                        && !found.getMetadata().getUid().equals(before.getMetadata().getUid()));
    assertThat(after.getData()).isEqualTo(before.getData());
  }

  private static Resource<ConfigMap> rootConfigMap(TestNamespace namespace) {
    return namespace
        .client()
        .configMaps()
        .inNamespace(namespace.name())
        .withName("istio-ca-root-cert");
  }

  private static String name(TestNamespace namespace, String serviceAccount) {
    return "spiffe://cluster.local/ns/" + namespace.name() + "/sa/" + serviceAccount;
  }

  /** A token of the namespace's ServiceAccount {@code default}. */
  private static String token(TestNamespace namespace, String audience) {
    return namespace
        .client()
        .serviceAccounts()
        .inNamespace(namespace.name())
        .withName("default")
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(600L)
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  private static Pod pod(TestCluster cluster, TestNamespace namespace) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("candidate")
        .withNamespace(namespace.name())
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(1L)
        .addNewContainer()
        .withName("app")
        .withImage(cluster.image("samples"))
        .withImagePullPolicy("IfNotPresent")
        .withArgs("server", "--drain=0s")
        .endContainer()
        .endSpec()
        .build();
  }

  /** The pod as the injector makes it, but for the audience of its proxy's token. */
  private static Pod withAudience(Pod injected, String name, String audience) {
    Pod pod =
        new PodBuilder(injected)
            .withNewMetadata()
            .withName(name)
            .withNamespace(injected.getMetadata().getNamespace())
            .withAnnotations(injected.getMetadata().getAnnotations())
            .withLabels(Map.of("app", name, "sidecar.istio.io/inject", "false"))
            .endMetadata()
            .withStatus(null)
            .build();
    pod.getSpec().getVolumes().stream()
        .filter(volume -> volume.getName().equals("istio-token"))
        .flatMap(volume -> volume.getProjected().getSources().stream())
        .forEach(source -> source.getServiceAccountToken().setAudience(audience));
    return pod;
  }
}
