package io.meshwright.crd.mesh.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** What was found of one gateway of the mesh. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GatewayStatus(
    @JsonPropertyDescription("Name of the gateway.") String name,
    @JsonPropertyDescription("Namespace of its objects.") String namespace,
    @JsonPropertyDescription(
            "The revision whose proxy all its replicas run; while they are replaced, the one"
                + " before.")
        @Nullable String revision,
    @JsonPropertyDescription(
            "Whether all its replicas run the proxy of the revision that it should follow, and are"
                + " ready.")
        boolean ready,
    @JsonPropertyDescription("A stable word for the cause, as in conditions.") String reason,
    @JsonPropertyDescription("The cause in a sentence.") String message) {}
