package io.meshwright.crd.networking;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** A kind of finding, as Istio's {@code AnalysisMessageBase}, which has no room for its words. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ValidationMessage(
    @JsonPropertyDescription("What was found.") @Nullable Type type,
    @JsonPropertyDescription("ERROR, WARNING or INFO.") @Nullable String level,
    @JsonPropertyDescription("Where it is explained.") @Nullable String documentationUrl) {

  /** Names a kind of finding. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Type(
      @JsonPropertyDescription("A word for people.") @Nullable String name,
      @JsonPropertyDescription("IST or MW and four digits.") @Nullable String code) {}
}
