package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Connections through a proxy. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Tunnel(
    @JsonPropertyDescription("CONNECT or POST.") @Nullable String protocol,
    @JsonPropertyDescription("Host to reach through it.") @Nullable String targetHost,
    @JsonPropertyDescription("Port to reach through it.") @Nullable Integer targetPort) {}
