package io.meshwright.operator.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.meshwright.crd.mesh.v1alpha1.MeshInstallation;
import io.meshwright.crd.mesh.v1alpha1.MeshRevision;
import io.meshwright.crd.mesh.v1alpha1.MeshRevisionTag;
import io.meshwright.operator.crds.CrdBundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers admission requests for Meshwright's kinds. Thread-safe; reads the watches only. */
public final class OperatorReview {

  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;

  /** Read with the first request, not when the operator starts. */
  private static final class Deprecations {
    private static final Map<String, DeprecatedFields> BY_CRD =
        Stream.of(MeshInstallation.class, MeshRevision.class, MeshRevisionTag.class)
            .map(HasMetadata::getFullResourceName)
            .collect(
                Collectors.toMap(name -> name, name -> DeprecatedFields.of(CrdBundle.of(name))));

    private Deprecations() {}
  }

  private final AdmissionRules rules;
  private final KubernetesSerialization serialization;
  private final String operatorNamespace;

  /**
   * Makes a review.
   *
   * @param operatorNamespace whose service accounts are the operator's own, and may delete
   */
  public OperatorReview(
      AdmissionRules rules, KubernetesSerialization serialization, String operatorNamespace) {
    this.rules = rules;
    this.serialization = serialization;
    this.operatorNamespace = operatorNamespace;
  }

  /** The answer to one request. */
  public AdmissionResponse review(AdmissionRequest request) {
    Verdict verdict = verdict(request);
    AdmissionResponse response =
        new AdmissionResponseBuilder()
            .withUid(request.getUid())
            .withAllowed(verdict.accepts())
            .withWarnings(verdict.warnings())
            .build();
    if (!verdict.accepts()) {
      boolean deletion = "DELETE".equals(request.getOperation());
      response.setStatus(
          new StatusBuilder()
              .withCode(deletion ? FORBIDDEN : UNPROCESSABLE)
              .withReason(deletion ? "Forbidden" : "Invalid")
              .withMessage(verdict.message())
              .build());
    }
    return response;
  }

  private Verdict verdict(AdmissionRequest request) {
    if ("DELETE".equals(request.getOperation())) {
      HasMetadata old = object(request.getOldObject(), request);
      return old == null || isInternal(request) ? Verdict.accepted() : rules.deletion(old);
    }
    HasMetadata after = object(request.getObject(), request);
    HasMetadata before = object(request.getOldObject(), request);
    // what is being deleted only loses finalizers; nothing may hold that up
    if (after == null || after.getMetadata().getDeletionTimestamp() != null) {
      return Verdict.accepted();
    }
    Verdict verdict =
        switch (after) {
          case MeshInstallation installation ->
              rules.installation((MeshInstallation) before, installation);
          case MeshRevision revision -> rules.revision((MeshRevision) before, revision);
          case MeshRevisionTag tag -> rules.tag((MeshRevisionTag) before, tag);
          default -> Verdict.accepted();
        };
    return withDeprecations(verdict, after, request);
  }

  private Verdict withDeprecations(Verdict verdict, HasMetadata object, AdmissionRequest request) {
    DeprecatedFields deprecated =
        Deprecations.BY_CRD.get(
            request.getResource().getResource() + "." + request.getResource().getGroup());
    if (deprecated == null) {
      return verdict;
    }
    List<String> warnings = new ArrayList<>(verdict.warnings());
    warnings.addAll(deprecated.usedBy(serialization.convertValue(object, JsonNode.class)));
    return new Verdict(verdict.errors(), warnings);
  }

  private @Nullable HasMetadata object(@Nullable Object resource, AdmissionRequest request) {
    if (resource == null) {
      return null;
    }
    return switch (request.getKind().getKind()) {
      case "MeshInstallation" -> serialization.convertValue(resource, MeshInstallation.class);
      case "MeshRevision" -> serialization.convertValue(resource, MeshRevision.class);
      case "MeshRevisionTag" -> serialization.convertValue(resource, MeshRevisionTag.class);
      default -> null;
    };
  }

  /** The operator prunes what it found unused, and Kubernetes collects what has lost its owner. */
  private boolean isInternal(AdmissionRequest request) {
    String user = request.getUserInfo() == null ? null : request.getUserInfo().getUsername();
    return user != null
        && (user.startsWith("system:serviceaccount:" + operatorNamespace + ":")
            || user.startsWith("system:serviceaccount:kube-system:"));
  }
}
