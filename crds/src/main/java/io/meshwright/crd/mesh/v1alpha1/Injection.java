package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** How pods get their proxy. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Injection(
    @Default("{}") @JsonPropertyDescription("CPU and memory of each proxy.") Resources resources,
    @Default("false")
        @JsonPropertyDescription(
            "Whether the owner of the default tag also injects namespaces that carry neither"
                + " istio-injection nor istio.io/rev.")
        Boolean enableNamespacesByDefault) {

  public Injection {
    resources = resources == null ? Resources.none() : resources;
    enableNamespacesByDefault = enableNamespacesByDefault != null && enableNamespacesByDefault;
  }

  static Injection defaults() {
    return new Injection(Resources.none(), false);
  }
}
