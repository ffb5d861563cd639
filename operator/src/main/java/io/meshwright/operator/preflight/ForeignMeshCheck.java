package io.meshwright.operator.preflight;

import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Another Istio in the cluster (design, section 3): nothing of it is taken over, so it must own
 * neither the revision's namespace, nor the default tag that the revision claims, nor the roots
 * that the revision's runtime would write.
 */
final class ForeignMeshCheck {

  private static final Map<String, String> INJECTED_NAMESPACE =
      Map.of(Labels.INJECTION, Labels.ENABLED);

  private ForeignMeshCheck() {}

  static List<Finding> of(PreflightFacts facts) {
    List<Finding> findings = new ArrayList<>();
    PreflightFacts.Subject subject = facts.subject();
    boolean anyInjector = false;
    for (WebhookFact webhook : facts.survey().webhooks()) {
      if (webhook.isForeignInjector()) {
        anyInjector = true;
        findings.add(injector(webhook, subject));
      } else if (!webhook.ours()
          && subject.claimsDefaultTag()
          && webhook.configuration().endsWith(" " + OperatorNames.DEFAULT_VALIDATOR)) {
        findings.add(
            Finding.blocking(
                FindingCode.FOREIGN_MESH,
                webhook.configuration(),
                "",
                "the default validator of another mesh",
                "none, or an installation that does not claim the default tag"));
      }
    }
    roots(facts.survey(), anyInjector, findings);
    return findings;
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
  private static void roots(Survey survey, boolean anyInjector, List<Finding> findings) {
    if (survey.foreignRoots().isEmpty()) {
      return;
    }
    String resource =
        "ConfigMap " + survey.foreignRoots().first() + "/" + MeshNames.ROOT_CONFIG_MAP;
    String found = "roots of another mesh, in " + survey.foreignRoots().size() + " namespaces";
    findings.add(
        anyInjector
            ? Finding.blocking(
                FindingCode.FOREIGN_MESH, resource, "data", found, "no roots but this mesh's")
            : Finding.warning(
                FindingCode.FOREIGN_MESH,
                resource,
                "data",
                found + ", which is gone; they will be replaced",
                "no roots but this mesh's"));
  }
}
