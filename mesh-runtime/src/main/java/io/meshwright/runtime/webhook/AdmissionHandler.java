package io.meshwright.runtime.webhook;

import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;

/** Decides on one object. Must not block; called by several threads. */
public interface AdmissionHandler {

  AdmissionResponse review(AdmissionRequest request);
}
