package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A share of requests. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Percent(
    @JsonPropertyDescription("From 0 to 100, with fractions.") @Nullable Double value) {}
