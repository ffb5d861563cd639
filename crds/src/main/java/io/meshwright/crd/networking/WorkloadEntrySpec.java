package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A workload that is not a pod, or an endpoint of a ServiceEntry (istio-features WE1, WE2). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WorkloadEntrySpec(
    @JsonPropertyDescription("IP address, host name (with resolution DNS only) or unix:///path.")
        @Nullable String address,
    @JsonPropertyDescription("Ports by the name of the service's port, where they differ from it.")
        Map<String, Integer> ports,
    @JsonPropertyDescription("Labels, by which services and subsets choose it.")
        Map<String, String> labels,
    @JsonPropertyDescription("The network that the address belongs to.") @Nullable String network,
    @JsonPropertyDescription("Where it runs: region/zone/subzone.") @Nullable String locality,
    @JsonPropertyDescription("Share of requests relative to the others; 1 by default.")
        @Nullable Long weight,
    @JsonPropertyDescription("Its service account, if it has a proxy of the mesh.")
        @Nullable String serviceAccount) {
  public WorkloadEntrySpec {
    ports = Absent.mapOf(ports);
    labels = Absent.mapOf(labels);
  }
}
