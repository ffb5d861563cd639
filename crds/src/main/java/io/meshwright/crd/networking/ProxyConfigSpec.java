package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the proxies of workloads are run (istio-features PC1). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProxyConfigSpec(
    @JsonPropertyDescription(
            "Workloads to which it applies; all of the namespace if there is none, all of the mesh"
                + " in the root namespace.")
        @Nullable PodSelector selector,
    @JsonPropertyDescription(
            "Worker threads; those of the container's CPU limit by default, all cores of the node"
                + " with 0.")
        @Nullable Integer concurrency,
    @JsonPropertyDescription("Environment variables of the proxy.")
        Map<String, String> environmentVariables,
    @JsonPropertyDescription("The proxy's image.") @Nullable ProxyImage image) {
  public ProxyConfigSpec {
    environmentVariables = Absent.mapOf(environmentVariables);
  }

  /** Pods by labels. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record PodSelector(
      @JsonPropertyDescription("Labels that pods must have.") Map<String, String> matchLabels) {
    public PodSelector {
      matchLabels = Absent.mapOf(matchLabels);
    }
  }

  /** The proxy's image. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record ProxyImage(
      @JsonPropertyDescription("default or distroless, which are the same.")
          @Nullable String imageType) {}
}
