package io.meshwright.operator.manifest;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.meshwright.crd.injection.InjectionSelectors;
import io.meshwright.crd.injection.InjectionSelectors.UnlabelledNamespaces;
import io.meshwright.crd.injection.InjectionWebhook;
import io.meshwright.crd.injection.LabelRequirement;
import io.meshwright.crd.injection.LabelRequirement.Operator;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionSpec;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.MeshNames;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.Ports;
import io.meshwright.crd.naming.RevisionNames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Webhook configurations; planned only once there is somebody to answer (design, section 4). */
public final class WebhookManifests {

  /** The path on the runtime that validates configuration. */
  static final String VALIDATION_PATH = "/validate";

  /** Its name stands in the API server's answer when it refuses. */
  public static final String REVISION_VALIDATOR = "rev.validation.istio.io";

  private static final int TIMEOUT_SECONDS = 10;

  private WebhookManifests() {}

  /** The webhooks of pods that name the revision itself. */
  public static MutatingWebhookConfiguration injection(RevisionPlan plan, String caBundle) {
    return new MutatingWebhookConfigurationBuilder()
        .withMetadata(
            RevisionManifests.clusterMetadata(
                plan, plan.names().injectionWebhook(plan.namespace())))
        .withWebhooks(
            webhooks(
                InjectionSelectors.forRevision(plan.names().revision()),
                client(plan.names(), plan.namespace(), InjectionSelectors.PATH, caBundle)))
        .build();
  }

  /**
   * The webhooks of pods that name a tag.
   *
   * @param names of the revision that the tag points at
   */
  public static MutatingWebhookConfiguration tag(
      String tag,
      RevisionNames names,
      String meshNamespace,
      UnlabelledNamespaces unlabelled,
      String caBundle) {
    List<InjectionWebhook> selected = new ArrayList<>();
    // a revision of the tag's name already has these pods
    if (!tag.equals(names.revision())) {
      selected.addAll(InjectionSelectors.forRevision(tag));
    }
    if (tag.equals(MeshNames.DEFAULT_TAG)) {
      selected.addAll(InjectionSelectors.forDefault(unlabelled));
    }
    return new MutatingWebhookConfigurationBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(RevisionNames.tagWebhook(tag, meshNamespace))
                .withLabels(
                    Map.of(
                        Labels.APP,
                        "sidecar-injector",
                        Labels.TAG,
                        tag,
                        Labels.REVISION,
                        names.revision(),
                        Labels.APP_PART_OF,
                        "meshwright"))
                .build())
        .withWebhooks(
            webhooks(selected, client(names, meshNamespace, InjectionSelectors.PATH, caBundle)))
        .build();
  }

  /** The webhook that refuses configuration which the revision it names could not use. */
  public static ValidatingWebhookConfiguration validation(
      RevisionPlan plan, String caBundle, ValidationMode mode) {
    return new ValidatingWebhookConfigurationBuilder()
        .withMetadata(
            RevisionManifests.clusterMetadata(
                plan, plan.names().validationWebhook(plan.namespace())))
        .withWebhooks(
            validator(
                REVISION_VALIDATOR,
                new LabelRequirement(
                    Labels.REVISION, Operator.IN, List.of(plan.names().revision())),
                plan.form().networkingKinds(),
                client(plan.names(), plan.namespace(), VALIDATION_PATH, caBundle),
                mode))
        .build();
  }

  /** The same for configuration that names no revision: part of the default tag. */
  public static ValidatingWebhookConfiguration defaultValidation(
      RevisionNames names, MeshRevisionSpec spec, String caBundle, ValidationMode mode) {
    return new ValidatingWebhookConfigurationBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(OperatorNames.DEFAULT_VALIDATOR)
                .withLabels(
                    Map.of(
                        Labels.APP,
                        RevisionPlan.RUNTIME_APP,
                        Labels.TAG,
                        MeshNames.DEFAULT_TAG,
                        Labels.REVISION,
                        names.revision(),
                        Labels.APP_PART_OF,
                        "meshwright"))
                .build())
        .withWebhooks(
            validator(
                "validation.istio.io",
                new LabelRequirement(Labels.REVISION, Operator.DOES_NOT_EXIST, List.of()),
                ManifestForm.of(spec).networkingKinds(),
                client(names, spec.namespace(), VALIDATION_PATH, caBundle),
                mode))
        .build();
  }

  private static ValidatingWebhook validator(
      String name,
      LabelRequirement object,
      List<String> kinds,
      WebhookClientConfig client,
      ValidationMode mode) {
    return new ValidatingWebhookBuilder()
        .withName(name)
        .withClientConfig(client)
        .withObjectSelector(selector(List.of(object)))
        .addNewRule()
        .withApiGroups("networking.istio.io")
        .withApiVersions("*")
        .withResources(kinds)
        .withOperations("CREATE", "UPDATE")
        .endRule()
        .withFailurePolicy(mode.failurePolicy())
        .withSideEffects("None")
        .withMatchPolicy("Equivalent")
        .withTimeoutSeconds(TIMEOUT_SECONDS)
        .withAdmissionReviewVersions("v1")
        .build();
  }

  /** The certificate bundle of a webhook from the roots in PEM. */
  public static String caBundle(String rootsPem) {
    return Base64.getEncoder().encodeToString(rootsPem.getBytes(StandardCharsets.US_ASCII));
  }

  private static List<MutatingWebhook> webhooks(
      List<InjectionWebhook> selected, WebhookClientConfig client) {
    return selected.stream()
        .map(
            webhook ->
                new MutatingWebhookBuilder()
                    .withName(webhook.name())
                    .withClientConfig(client)
                    .withNamespaceSelector(selector(webhook.namespaceSelector()))
                    .withObjectSelector(selector(webhook.objectSelector()))
                    .addNewRule()
                    .withApiGroups("")
                    .withApiVersions("v1")
                    .withResources("pods")
                    .withOperations("CREATE")
                    .endRule()
                    .withFailurePolicy("Fail")
                    .withReinvocationPolicy("Never")
                    .withSideEffects("None")
                    .withMatchPolicy("Equivalent")
                    .withTimeoutSeconds(TIMEOUT_SECONDS)
                    .withAdmissionReviewVersions("v1")
                    .build())
        .toList();
  }

  private static WebhookClientConfig client(
      RevisionNames names, String meshNamespace, String path, String caBundle) {
    return new WebhookClientConfigBuilder()
        .withNewService(names.runtime(), meshNamespace, path, Ports.WEBHOOK_SERVICE)
        .withCaBundle(caBundle)
        .build();
  }

  private static LabelSelector selector(List<LabelRequirement> requirements) {
    return new LabelSelectorBuilder()
        .withMatchExpressions(
            requirements.stream()
                .map(
                    requirement ->
                        new LabelSelectorRequirementBuilder()
                            .withKey(requirement.key())
                            .withOperator(requirement.operator().word())
                            .withValues(requirement.values())
                            .build())
                .toList())
        .build();
  }
}
