package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** The policy of one port. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PortTrafficPolicy(
    @JsonPropertyDescription("The service's port.") @Nullable PortSelector port,
    @JsonPropertyDescription("How a host is chosen.")
        TrafficPolicy.@Nullable LoadBalancer loadBalancer,
    @JsonPropertyDescription("Limits of connections.")
        TrafficPolicy.@Nullable ConnectionPool connectionPool,
    @JsonPropertyDescription("When a failing host is left out.")
        TrafficPolicy.@Nullable OutlierDetection outlierDetection,
    @JsonPropertyDescription("TLS toward the service.") @Nullable ClientTls tls) {}
