package io.meshwright.operator.preflight;

import io.meshwright.crd.naming.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Webhooks of others that would meet the revision's pods: ones that nobody answers, and ones that
 * would inject a second proxy.
 */
final class WebhookCheck {

  private WebhookCheck() {}

  /** Labels of a namespace and of a pod in it. */
  private record Sample(Map<String, String> namespace, Map<String, String> pod) {}

  static List<Finding> of(PreflightFacts facts) {
    List<Sample> samples = samples(facts.subject());
    List<Finding> findings = new ArrayList<>();
    for (WebhookFact webhook : facts.survey().webhooks()) {
      boolean meets = samples.stream().anyMatch(s -> webhook.selectsPod(s.namespace(), s.pod()));
      boolean dangles = webhook.failsClosed() && !webhook.target().exists();
      if (dangles && webhook.scope().podCreation()) {
        findings.add(
            new Finding(
                meets ? Severity.BLOCKING : Severity.WARNING,
                FindingCode.WEBHOOK_DANGLING,
                webhook.configuration(),
                webhook.fieldOf("clientConfig.service"),
                webhook.target().namespace()
                    + "/"
                    + webhook.target().service()
                    + ", which does not exist",
                "a Service that answers, or no webhook that refuses pods without it"));
      } else if (meets && webhook.isForeignInjector()) {
        findings.add(
            Finding.blocking(
                FindingCode.WEBHOOK_CONFLICT,
                webhook.configuration(),
                webhook.fieldOf("namespaceSelector"),
                "selects pods of MeshRevision " + facts.subject().name(),
                "one injection webhook for each pod"));
      }
    }
    return findings;
  }

  private static List<Sample> samples(PreflightFacts.Subject subject) {
    Map<String, String> revision = Map.of(Labels.REVISION, subject.name());
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample(revision, Map.of()));
    samples.add(new Sample(Map.of(), revision));
    samples.add(
        new Sample(
            Map.of(Labels.NAMESPACE_NAME, subject.namespace()),
            Map.of(Labels.APP, "istiod", Labels.SIDECAR_INJECT, "false")));
    return samples;
  }
}
