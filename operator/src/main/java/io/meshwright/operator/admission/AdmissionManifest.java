package io.meshwright.operator.admission;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.naming.Labels;
import io.meshwright.crd.naming.OperatorNames;
import io.meshwright.crd.naming.Ports;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The configuration by which the API server calls the operator. Failure is ignored: an operator
 * that is away or gone must hold up neither the removal of its own objects nor a correction, and
 * the reconcilers and finalizers check the same. Pure.
 */
public final class AdmissionManifest {

  static final String WEBHOOK = "admission.meshwright.io";

  private static final int TIMEOUT_SECONDS = 5;

  private AdmissionManifest() {}

  /** The DNS names at which the API server calls. */
  public static List<String> dnsNames(String operatorNamespace) {
    return List.of(OperatorNames.ADMISSION_SERVICE + "." + operatorNamespace + ".svc");
  }

  /**
   * The configuration.
   *
   * @param owner what goes with the operator when it is uninstalled; empty if unknown
   * @param rootsPem with which the API server checks the operator's certificate
   */
  public static ValidatingWebhookConfiguration of(
      String operatorNamespace, List<OwnerReference> owner, String rootsPem) {
    return new ValidatingWebhookConfigurationBuilder()
        .withNewMetadata()
        .withName(OperatorNames.ADMISSION_WEBHOOK)
        .addToLabels(Labels.APP_NAME, OperatorNames.OPERATOR)
        .addToLabels(Labels.APP_PART_OF, "meshwright")
        .addToLabels(Labels.APP_MANAGED_BY, OperatorNames.MANAGED_BY)
        .withOwnerReferences(owner)
        .endMetadata()
        .addNewWebhook()
        .withName(WEBHOOK)
        .withNewClientConfig()
        .withNewService(
            OperatorNames.ADMISSION_SERVICE,
            operatorNamespace,
            AdmissionServer.PATH,
            Ports.WEBHOOK_SERVICE)
        .withCaBundle(
            Base64.getEncoder().encodeToString(rootsPem.getBytes(StandardCharsets.US_ASCII)))
        .endClientConfig()
        .addNewRule()
        .withApiGroups(MeshInstallation.GROUP)
        .withApiVersions("*")
        .withResources("meshinstallations", "meshrevisions", "meshrevisiontags")
        .withOperations("CREATE", "UPDATE", "DELETE")
        .withScope("Cluster")
        .endRule()
        .withFailurePolicy("Ignore")
        .withMatchPolicy("Equivalent")
        .withSideEffects("None")
        .withTimeoutSeconds(TIMEOUT_SECONDS)
        .withAdmissionReviewVersions("v1")
        .endWebhook()
        .build();
  }
}
