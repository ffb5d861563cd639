package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Share of requests that may be retries. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RetryBudget(
    @JsonPropertyDescription("20 by default.") @Nullable Double percent,
    @JsonPropertyDescription("3 by default.") @Nullable Integer minRetryConcurrency,
    @JsonPropertyDescription("Window of the count.") @Nullable String budgetInterval) {}
