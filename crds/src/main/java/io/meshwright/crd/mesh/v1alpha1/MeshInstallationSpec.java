package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.meshwright.crd.naming.MeshNames;

/** What a platform engineer declares about a mesh. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeshInstallationSpec(
    @Default(MeshVersion.NEWEST)
        @Pattern("^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$") @JsonPropertyDescription(
            "Version of control plane and proxies. One of the versions that the operator knows;"
                + " the newest when the installation was created, if left out.")
        String version,
    @Default(MeshNames.DEFAULT_MESH_NAMESPACE)
        @Size(max = 63) @Pattern(DnsLabel.PATTERN) @ValidationRule(
            value = "self == oldSelf",
            message =
                "spec.namespace is immutable: make a second MeshInstallation and move workloads to"
                    + " it")
        @JsonPropertyDescription(
            "Namespace of the control plane and of mesh-wide policies. Created if absent."
                + " Immutable.")
        String namespace,
    @Default("{}") @JsonPropertyDescription("How a change reaches the control plane.")
        UpdateStrategy updateStrategy,
    @Default("{}")
        @JsonPropertyDescription(
            "Size and placement of the control plane. A change makes no new revision.")
        ControlPlane controlPlane,
    @Default("{}") @JsonPropertyDescription("Istio's MeshConfig, as far as it works here.")
        MeshConfig meshConfig,
    @Default("{}") @JsonPropertyDescription("How pods get their proxy.") Injection injection,
    @Default("{}") @JsonPropertyDescription("Where images come from.") Images images,
    @Default("false")
        @JsonPropertyDescription(
            "While true, the operator writes nothing for this installation but its status;"
                + " deletion still works.")
        Boolean paused) {

  public MeshInstallationSpec {
    version = version == null ? MeshVersion.NEWEST : version;
    namespace = namespace == null ? MeshNames.DEFAULT_MESH_NAMESPACE : namespace;
    updateStrategy = updateStrategy == null ? UpdateStrategy.defaults() : updateStrategy;
    controlPlane = controlPlane == null ? ControlPlane.defaults() : controlPlane;
    meshConfig = meshConfig == null ? MeshConfig.defaults() : meshConfig;
    injection = injection == null ? Injection.defaults() : injection;
    images = images == null ? Images.defaults() : images;
    paused = paused != null && paused;
  }

  /** What an empty spec means. */
  public static MeshInstallationSpec defaults() {
    return new MeshInstallationSpec(
        MeshVersion.NEWEST,
        MeshNames.DEFAULT_MESH_NAMESPACE,
        UpdateStrategy.defaults(),
        ControlPlane.defaults(),
        MeshConfig.defaults(),
        Injection.defaults(),
        Images.defaults(),
        false);
  }
}
