package io.meshwright.operator.preflight;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.meshwright.crd.mesh.v1alpha1.MeshVersion;
import io.meshwright.crd.rbac.Permission;
import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.preflight.PreflightFacts.Change;
import io.meshwright.operator.preflight.PreflightFacts.ImageProblem;
import io.meshwright.operator.preflight.PreflightFacts.Neighbour;
import io.meshwright.operator.preflight.PreflightFacts.Roots;
import io.meshwright.operator.preflight.PreflightFacts.Subject;
import io.meshwright.operator.preflight.Survey.Configuration;
import io.meshwright.operator.preflight.WebhookFact.Scope;
import io.meshwright.operator.preflight.WebhookFact.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The facts about one revision in a healthy cluster, for a test to change. */
final class PreflightUnderTest {

  static final Roots ROOTS = new Roots("istio-ca-root-cert", _ -> true);

  Subject subject = subject(MeshVersion.NEWEST, false, ROOTS);
  @Nullable Neighbour neighbour;
  Change change = Change.firstInstallation();
  Survey survey = FakeSurveyor.healthy();
  List<Permission> needed = List.of();
  List<ImageProblem> images = List.of();

  static Subject subject(String version, boolean claimsDefaultTag, Roots roots) {
    return new Subject("blue-1", "istio-system", version, claimsDefaultTag, roots);
  }

  List<String> findings() {
    return Preflight.of(
            new PreflightFacts(
                subject, change, neighbour, survey, needed, images, Preflight.ofSurvey(survey)))
        .stream()
        .map(f -> f.severity() + " " + f.code().reason().word() + " " + f.message())
        .toList();
  }

  void webhooks(WebhookFact... webhooks) {
    survey =
        new Survey(
            "1.31",
            List.of(webhooks),
            CrdBundle.all(),
            Map.of(),
            Optional.empty(),
            new Configuration(List.of(), true));
  }

  /** What {@code istioctl install} leaves: it injects namespaces labelled istio-injection. */
  static WebhookFact foreignInjector(String namespace, boolean exists) {
    return new WebhookFact(
        "MutatingWebhookConfiguration istio-sidecar-injector",
        "namespace.sidecar-injector.istio.io",
        new Target(namespace, "istiod", exists),
        new Scope(
            true,
            new LabelSelectorBuilder()
                .addToMatchExpressions(
                    new LabelSelectorRequirement("istio-injection", "In", List.of("enabled")))
                .build(),
            null),
        false,
        true);
  }

  void claimDefault() {
    subject = subject(subject.version(), true, ROOTS);
  }
}
