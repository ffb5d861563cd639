package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What workloads that are not pods have in common (istio-features WG1, WG2). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WorkloadGroupSpec(
    @JsonPropertyDescription("Labels and annotations of each WorkloadEntry.")
        @Nullable EntryMetadata metadata,
    @JsonPropertyDescription("What each WorkloadEntry says; it has no address.")
        @Nullable WorkloadEntrySpec template,
    @JsonPropertyDescription("How a workload's own proxy finds out whether it is ready.")
        @Nullable ReadinessProbe probe) {

  /** Metadata of the entries. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record EntryMetadata(
      @JsonPropertyDescription("Labels of each WorkloadEntry.") Map<String, String> labels,
      @JsonPropertyDescription("Annotations of each WorkloadEntry.")
          Map<String, String> annotations) {
    public EntryMetadata {
      labels = Absent.mapOf(labels);
      annotations = Absent.mapOf(annotations);
    }
  }
}
