package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** PROXY protocol toward a service. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProxyProtocol(@JsonPropertyDescription("V1 or V2.") @Nullable String version) {}
