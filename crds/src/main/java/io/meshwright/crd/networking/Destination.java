package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Where requests or connections go. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Destination(
    @JsonPropertyDescription("The service's host; without a dot, in this resource's namespace.")
        @Nullable String host,
    @JsonPropertyDescription("A subset declared in a DestinationRule of the host.")
        @Nullable String subset,
    @JsonPropertyDescription("Needed if the service has several ports.")
        @Nullable PortSelector port) {}
