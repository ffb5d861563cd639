package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Names a port of a service. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PortSelector(
    @JsonPropertyDescription("The port's number.") @Nullable Integer number) {}
