package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * A revision as it runs: the version resolved, and all layers merged, so that every effective value
 * can be read here. The defaults of the mesh stand here too and nowhere else.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeshRevisionSpec(
    @Required @JsonPropertyDescription("Exact version of control plane and proxies.")
        String version,
    @Required
        @Size(max = 63) @ValidationRule(value = "self == oldSelf", message = "spec.namespace is immutable")
        @JsonPropertyDescription("Namespace of the control plane. Immutable.")
        String namespace,
    @Default("{}") @JsonPropertyDescription("Size and placement; may change in place.")
        ControlPlane controlPlane,
    @Default("{}") @JsonPropertyDescription("Istio's MeshConfig, as far as it works here.")
        MeshConfig meshConfig,
    @Default("{}") @JsonPropertyDescription("How pods get their proxy.") Injection injection,
    @Default("{}") @JsonPropertyDescription("Whom workloads trust, and how they learn it.")
        Trust trust,
    @Default("{}") @JsonPropertyDescription("Where images come from.") Images images) {

  public MeshRevisionSpec {
    controlPlane = controlPlane == null ? ControlPlane.defaults() : controlPlane;
    meshConfig = meshConfig == null ? MeshConfig.defaults() : meshConfig;
    injection = injection == null ? Injection.defaults() : injection;
    trust = trust == null ? Trust.defaults() : trust;
    images = images == null ? Images.defaults() : images;
  }

  /** What holds where neither user nor profile say anything. */
  public static MeshRevisionSpec defaults(String version, String namespace) {
    return new MeshRevisionSpec(
        version,
        namespace,
        ControlPlane.defaults(),
        MeshConfig.defaults(),
        Injection.defaults(),
        Trust.defaults(),
        Images.defaults());
  }
}
