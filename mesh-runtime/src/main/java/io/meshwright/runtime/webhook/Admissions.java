package io.meshwright.runtime.webhook;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;

/** The two kinds of answer to an admission request. */
public final class Admissions {

  private static final int UNPROCESSABLE = 422;

  private Admissions() {}

  /** The object is accepted as it is; the caller may add a patch. */
  public static AdmissionResponse allow(AdmissionRequest request) {
    return new AdmissionResponseBuilder().withUid(request.getUid()).withAllowed(true).build();
  }

  /** The object is refused; {@code message} is what the user reads. */
  public static AdmissionResponse deny(AdmissionRequest request, String message) {
    return new AdmissionResponseBuilder()
        .withUid(request.getUid())
        .withAllowed(false)
        .withStatus(
            new StatusBuilder()
                .withCode(UNPROCESSABLE)
                .withReason("Invalid")
                .withMessage(message)
                .build())
        .build();
  }
}
