package io.meshwright.operator.preflight;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.meshwright.crd.naming.Labels;
import io.meshwright.operator.apply.Cluster;
import io.meshwright.operator.apply.Metadata;
import io.meshwright.operator.manifest.WebhookManifests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows the configuration in the cluster to a revision's own validator, by dry runs that name the
 * revision: what it refuses now would be out of force once workloads follow it. Only the validator
 * of that revision knows; nothing is written. One call for each object.
 */
final class ConfigTrial {

  private static final Pattern DENIAL = Pattern.compile("denied the request: (.*)", Pattern.DOTALL);
  private static final Pattern ERROR =
      Pattern.compile(
          "(?<resource>\\S+ \\S+): (?<field>\\S+): found (?<found>.*), expected (?<expected>.*)");

  private final Cluster cluster;

  ConfigTrial(Cluster cluster) {
    this.cluster = cluster;
  }

  List<Finding> of(String revision, Survey.Configuration configuration) {
    List<Finding> findings = new ArrayList<>();
    for (GenericKubernetesResource object : configuration.objects()) {
      String named = Metadata.label(object, Labels.REVISION);
      if (named == null || named.equals(revision)) {
        cluster
            .refusal(underRevision(object, revision))
            .filter(words -> words.contains(WebhookManifests.REVISION_VALIDATOR))
            .ifPresent(words -> findings.addAll(findings(object, words)));
      }
    }
    if (!configuration.complete()) {
      findings.add(
          Finding.warning(
              FindingCode.CONFIG_REFUSED,
              "the cluster",
              "",
              "more than " + configuration.objects().size() + " objects of configuration",
              "few enough to try all of them"));
    }
    return List.copyOf(findings);
  }

  static String nameOf(HasMetadata object) {
    return object.getKind()
        + " "
        + object.getMetadata().getNamespace()
        + "/"
        + object.getMetadata().getName();
  }

  private static List<Finding> findings(GenericKubernetesResource object, String words) {
    Matcher denial = DENIAL.matcher(words);
    String message = denial.find() ? denial.group(1) : words;
    List<Finding> findings = new ArrayList<>();
    for (String line : message.split("; ", -1)) {
      Matcher error = ERROR.matcher(line.strip());
      findings.add(
          error.matches()
              ? Finding.blocking(
                  FindingCode.CONFIG_REFUSED,
                  nameOf(object),
                  error.group("field"),
                  error.group("found"),
                  error.group("expected"))
              : Finding.blocking(
                  FindingCode.CONFIG_REFUSED,
                  nameOf(object),
                  "spec",
                  line.strip(),
                  "what the revision accepts"));
    }
    return findings;
  }

  private static GenericKubernetesResource underRevision(
      GenericKubernetesResource object, String revision) {
    Map<String, String> labels = new HashMap<>(Metadata.labels(object));
    labels.put(Labels.REVISION, revision);
    GenericKubernetesResource tried = new GenericKubernetesResource();
    tried.setApiVersion(object.getApiVersion());
    tried.setKind(object.getKind());
    tried.setMetadata(
        new ObjectMetaBuilder()
            .withName(object.getMetadata().getName())
            .withNamespace(object.getMetadata().getNamespace())
            .withLabels(labels)
            .withAnnotations(object.getMetadata().getAnnotations())
            .build());
    tried.setAdditionalProperty("spec", object.getAdditionalProperties().get("spec"));
    return tried;
  }
}
