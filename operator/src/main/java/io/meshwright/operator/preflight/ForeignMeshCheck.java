package io.meshwright.operator.preflight;

import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.RevisionNames;
import io.meshwright.operator.preflight.PreflightFacts.Roots;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Another Istio in the cluster (design, section 3): nothing of it is taken over, so it must own
 * neither the revision's namespace, nor the default tag that the revision claims, nor the roots
 * that the revision's runtime would write.
 */
final class ForeignMeshCheck {

  private static final Map<String, String> INJECTED_NAMESPACE =
      Map.of(Labels.INJECTION, Labels.ENABLED);

  private static final String MUTATING = "MutatingWebhookConfiguration ";
  private static final String VALIDATING = "ValidatingWebhookConfiguration ";

  private ForeignMeshCheck() {}

  static List<Finding> of(PreflightFacts facts) {
    List<Finding> findings = new ArrayList<>();
    PreflightFacts.Subject subject = facts.subject();
    boolean anyInjector = false;
    for (WebhookFact webhook : facts.survey().webhooks()) {
      if (webhook.isForeignInjector()) {
        anyInjector = true;
        findings.add(injector(webhook, subject));
      }
      name(webhook, subject).ifPresent(findings::add);
    }
    roots(subject, facts.survey(), anyInjector, findings);
    return findings;
  }

  /** A webhook configuration of another mesh that has a name which this revision needs. */
  private static Optional<Finding> name(WebhookFact webhook, PreflightFacts.Subject subject) {
    if (webhook.ours()) {
      return Optional.empty();
    }
    RevisionNames names = new RevisionNames(subject.name());
    String namespace = subject.namespace();
    Set<String> own =
        Set.of(
            MUTATING + names.injectionWebhook(namespace),
            VALIDATING + names.validationWebhook(namespace));
    Set<String> byDefault =
        Set.of(
            MUTATING + RevisionNames.tagWebhook(MeshNames.DEFAULT_TAG, namespace),
            VALIDATING + OperatorNames.DEFAULT_VALIDATOR);
    if (own.contains(webhook.configuration())) {
      return Optional.of(
          taken(webhook, "none of that name, which MeshRevision " + subject.name() + " needs"));
    }
    return subject.claimsDefaultTag() && byDefault.contains(webhook.configuration())
        ? Optional.of(
            taken(webhook, "none, or an installation that does not claim the default tag"))
        : Optional.empty();
  }

  private static Finding taken(WebhookFact webhook, String expected) {
    return Finding.blocking(
        FindingCode.FOREIGN_MESH, webhook.configuration(), "", "one of another mesh", expected);
  }

  private static Finding injector(WebhookFact webhook, PreflightFacts.Subject subject) {
    String namespace = webhook.target().namespace();
    if (namespace.equals(subject.namespace())) {
      return Finding.blocking(
          FindingCode.FOREIGN_MESH,
          webhook.configuration(),
          webhook.fieldOf("clientConfig.service.namespace"),
          namespace,
          "a namespace that MeshRevision " + subject.name() + " does not share");
    }
    if (subject.claimsDefaultTag() && webhook.selectsPod(INJECTED_NAMESPACE, Map.of())) {
      return Finding.blocking(
          FindingCode.FOREIGN_MESH,
          webhook.configuration(),
          webhook.fieldOf("namespaceSelector"),
          Labels.INJECTION + "=" + Labels.ENABLED,
          "no other mesh that injects these namespaces, or an installation that does not claim the"
              + " default tag");
    }
    return Finding.warning(
        FindingCode.FOREIGN_MESH,
        webhook.configuration(),
        webhook.fieldOf("clientConfig.service"),
        namespace + "/" + webhook.target().service(),
        "this mesh only");
  }

  /** The runtimes write one ConfigMap name in all namespaces, and so does Istio. */
  private static void roots(
      PreflightFacts.Subject subject, Survey survey, boolean anyInjector, List<Finding> findings) {
    Roots roots = subject.roots();
    List<String> namespaces =
        survey.foreignRoots().getOrDefault(roots.name(), Collections.emptySortedSet()).stream()
            .filter(roots.into())
            .toList();
    if (namespaces.isEmpty()) {
      return;
    }
    String resource = "ConfigMap " + namespaces.getFirst() + "/" + roots.name();
    String found = "roots of another mesh, in " + namespaces.size() + " namespaces";
    findings.add(
        anyInjector
            ? Finding.blocking(
                FindingCode.FOREIGN_MESH,
                resource,
                "data",
                found,
                "no roots but this mesh's: set spec.trust.bundleName of this mesh to another name")
            : Finding.warning(
                FindingCode.FOREIGN_MESH,
                resource,
                "data",
                found + ", which is gone; they will be replaced",
                "no roots but this mesh's"));
  }
}
