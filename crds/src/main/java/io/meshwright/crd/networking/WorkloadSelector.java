package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;

/** Chooses workloads of the resource's own namespace. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WorkloadSelector(
    @JsonPropertyDescription("Labels that all must be there.") Map<String, String> labels) {
  public WorkloadSelector {
    labels = Absent.mapOf(labels);
  }
}
