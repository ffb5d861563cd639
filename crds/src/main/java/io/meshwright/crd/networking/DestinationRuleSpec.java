package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happens after routing to a host (istio-features DR1 to DR26). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DestinationRuleSpec(
    @JsonPropertyDescription("The service's host; without a dot, in this resource's namespace.")
        @Nullable String host,
    @JsonPropertyDescription("How connections are made.") @Nullable TrafficPolicy trafficPolicy,
    @JsonPropertyDescription("Named parts of the service.") List<Subset> subsets,
    @JsonPropertyDescription("Namespaces that see this resource; . is its own, * is all.")
        List<String> exportTo,
    @JsonPropertyDescription("Client workloads to which the rule applies.")
        @Nullable WorkloadSelector workloadSelector) {
  public DestinationRuleSpec {
    subsets = Absent.listOf(subsets);
    exportTo = Absent.listOf(exportTo);
  }

  /** A part of a service, by labels. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Subset(
      @JsonPropertyDescription("Its name, used by routes.") @Nullable String name,
      @JsonPropertyDescription("Labels of its endpoints.") Map<String, String> labels,
      @JsonPropertyDescription("What differs from the rule's policy, block by block.")
          @Nullable TrafficPolicy trafficPolicy) {
    public Subset {
      labels = Absent.mapOf(labels);
    }
  }

  /** The client workloads to which a rule applies. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record WorkloadSelector(
      @JsonPropertyDescription("Labels that all must be there.") Map<String, String> matchLabels) {
    public WorkloadSelector {
      matchLabels = Absent.mapOf(matchLabels);
    }
  }
}
