package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.meshwright.crd.naming.DnsLabel;
import io.meshwright.crd.naming.MeshNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a platform engineer declares about a mesh. What is not said of the control plane, mesh
 * configuration, injection, trust and images comes from the profile, then from the defaults of
 * {@link MeshRevisionSpec}, where the result of all layers can be read.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeshInstallationSpec(
    @Pattern("^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?|-latest)$") @JsonPropertyDescription(
            "Version of control plane and proxies: an exact one such as 1.2.3, or 1.2-latest for"
                + " the newest patch of a minor version that the operator knows. If left out, the"
                + " newest of the channel when the installation was first reconciled: an upgrade"
                + " of the operator alone changes no mesh.")
        @Nullable String version,
    @Default("stable")
        @JsonPropertyDescription(
            "Where the newest version is looked for. stable: releases for production. candidate:"
                + " release candidates too.")
        Channel channel,
    @Default(DEFAULT_PROFILE)
        @Size(min = 1, max = 63) @Pattern(DnsLabel.PATTERN) @JsonPropertyDescription(
            "Named set of values between the defaults and this spec: default, minimal, demo or"
                + " openshift.")
        String profile,
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
    @SchemaFrom(type = ControlPlane.class)
        @JsonPropertyDescription(
            "Size and placement of the control plane. A change makes no new revision.")
        Overlay controlPlane,
    @SchemaFrom(type = MeshConfig.class)
        @JsonPropertyDescription("Istio's MeshConfig, as far as it works here.")
        Overlay meshConfig,
    @SchemaFrom(type = Injection.class) @JsonPropertyDescription("How pods get their proxy.")
        Overlay injection,
    @SchemaFrom(type = Trust.class)
        @JsonPropertyDescription("Whom workloads trust, and how they learn it.")
        Overlay trust,
    @SchemaFrom(type = Images.class) @JsonPropertyDescription("Where images come from.")
        Overlay images,
    @JsonPropertyDescription(
            "Gateways that are deployed, and upgraded, with the mesh; names are unique. Gateways of"
                + " the Gateway API are not declared here.")
        List<ManagedGateway> gateways,
    @Default("{}")
        @JsonPropertyDescription(
            "How workloads follow the active revision. No part of a revision: a change makes no new"
                + " one.")
        DataPlane dataPlane,
    @JsonPropertyDescription(
            "Compares the workloads of each wave with what they were before it, and stops or rolls"
                + " back if they fare worse. Waves are not judged, if left out. Needs dataPlane.mode"
                + " Automatic. No part of a revision.")
        @Nullable Analysis analysis,
    @Size(min = 1, max = 63) @Pattern(DnsLabel.PATTERN) @JsonPropertyDescription(
            "Name of a revision of this installation to go back to. As long as it is there, it is the"
                + " one that is followed, whatever else the spec says; without this field, the spec"
                + " is.")
        @Nullable String rollbackTo,
    @Default("{}")
        @JsonPropertyDescription("Alerts and boards that come with the mesh, for those who ask.")
        Monitoring monitoring,
    @Default("{}")
        @JsonPropertyDescription(
            "When the root of the mesh's own CA is replaced. No part of a revision: a change makes"
                + " no new one.")
        RootRotation rootRotation,
    @Default("{}")
        @JsonPropertyDescription(
            "What is done about proxies that do not follow their configuration, and about replicas of"
                + " the control plane that fail them. No part of a revision.")
        Healing healing,
    @Default("false")
        @JsonPropertyDescription(
            "While true, the operator writes nothing for this installation but its status;"
                + " deletion still works.")
        Boolean paused) {

  /** The profile that an installation has which names none. */
  public static final String DEFAULT_PROFILE = "default";

  public MeshInstallationSpec {
    channel = channel == null ? Channel.stable : channel;
    profile = profile == null ? DEFAULT_PROFILE : profile;
    namespace = namespace == null ? MeshNames.DEFAULT_MESH_NAMESPACE : namespace;
    updateStrategy = updateStrategy == null ? UpdateStrategy.defaults() : updateStrategy;
    controlPlane = controlPlane == null ? Overlay.nothing() : controlPlane;
    meshConfig = meshConfig == null ? Overlay.nothing() : meshConfig;
    injection = injection == null ? Overlay.nothing() : injection;
    trust = trust == null ? Overlay.nothing() : trust;
    images = images == null ? Overlay.nothing() : images;
    gateways = gateways == null ? List.of() : List.copyOf(gateways);
    dataPlane = dataPlane == null ? DataPlane.defaults() : dataPlane;
    monitoring = monitoring == null ? Monitoring.defaults() : monitoring;
    rootRotation = rootRotation == null ? RootRotation.defaults() : rootRotation;
    healing = healing == null ? Healing.defaults() : healing;
    paused = paused != null && paused;
  }

  /** What an empty spec means. */
  public static MeshInstallationSpec defaults() {
    return new MeshInstallationSpec(
        null,
        Channel.stable,
        DEFAULT_PROFILE,
        MeshNames.DEFAULT_MESH_NAMESPACE,
        UpdateStrategy.defaults(),
        Overlay.nothing(),
        Overlay.nothing(),
        Overlay.nothing(),
        Overlay.nothing(),
        Overlay.nothing(),
        List.of(),
        DataPlane.defaults(),
        null,
        null,
        Monitoring.defaults(),
        RootRotation.defaults(),
        Healing.defaults(),
        false);
  }
}
