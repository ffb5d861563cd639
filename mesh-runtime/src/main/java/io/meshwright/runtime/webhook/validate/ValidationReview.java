package io.meshwright.runtime.webhook.validate;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.meshwright.runtime.discovery.ResourceKind;
import io.meshwright.runtime.webhook.AdmissionHandler;
import io.meshwright.runtime.webhook.Admissions;
import io.meshwright.xds.ConfigException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Answers whether a resource may be written. Deletions and kinds that the runtime does not read are
 * never held up; unknown fields are let pass with a warning, because they have no effect.
 */
public final class ValidationReview implements AdmissionHandler {

  /** The path on the runtime. */
  public static final String PATH = "/validate";

  /** Parses a resource as discovery will. */
  public interface ResourceCheck {

    /**
     * Returns what is worth a warning.
     *
     * @throws ConfigException naming all that makes the resource unusable
     */
    List<String> check(ResourceKind kind, GenericKubernetesResource resource)
        throws ConfigException;
  }

  private final ResourceCheck check;

  public ValidationReview(ResourceCheck check) {
    this.check = check;
  }

  @Override
  public AdmissionResponse review(AdmissionRequest request) {
    if (!(request.getObject() instanceof GenericKubernetesResource resource)
        || "DELETE".equals(request.getOperation())) {
      return Admissions.allow(request);
    }
    Optional<ResourceKind> kind = ResourceKind.of(resource.getApiVersion(), resource.getKind());
    if (kind.isEmpty()) {
      return Admissions.allow(request);
    }
    try {
      List<String> warnings = check.check(kind.get(), named(resource, request));
      AdmissionResponse response = Admissions.allow(request);
      response.setWarnings(warnings);
      return response;
    } catch (ConfigException e) {
      return Admissions.deny(request, String.valueOf(e.getMessage()));
    }
  }

  /** The request names the namespace even where the document does not. */
  private static GenericKubernetesResource named(
      GenericKubernetesResource resource, AdmissionRequest request) {
    ObjectMeta metadata = Objects.requireNonNullElseGet(resource.getMetadata(), ObjectMeta::new);
    if (metadata.getNamespace() == null) {
      metadata.setNamespace(request.getNamespace());
    }
    if (metadata.getName() == null) {
      metadata.setName(Objects.requireNonNullElse(metadata.getGenerateName(), ""));
    }
    resource.setMetadata(metadata);
    return resource;
  }
}
