package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How a piece of text is compared; with nothing set, any value that is present matches. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StringMatch(
    @JsonPropertyDescription("The whole value.") @Nullable String exact,
    @JsonPropertyDescription("What the value begins with.") @Nullable String prefix,
    @JsonPropertyDescription("RE2 expression that the whole value matches.")
        @Nullable String regex) {}
